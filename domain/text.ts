/**
 * Free text (reasons, grounds, notes, minutes) as the ledger holds it: the desk's row and a salted commitment to the
 * words, so that the words can be erased and the chain still verifies.
 */
export type PrivateText = { text: string; commitment: string };

/** A paper of another register: its number and date as typed, and the file's hash where there is one. */
export type Paper = { number: string; on: string; file: string | null };

/** A piece of evidence: the key that the stage asks for, and the SHA-256 of the exact bytes or of the desk's text. */
export type EvidenceItem = { key: string; hash: string };

/** What is missing from a dossier: the key of the part and what to do, as private text. */
export type ReturnItem = { key: string; note: PrivateText };
