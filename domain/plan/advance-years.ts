const YEARS = /(?<!\d)((?:19|20)\d\d)(?:(\s*[-–]\s*)((?:19|20)\d\d))?(?!\d)/g;

/**
 * The text of one year as the text of a later one: "năm 2020" and "năm học 2020 - 2021" move on. A span of several years
 * ("giai đoạn 2021 - 2025") is a programme of its own and stays.
 */
export function advanceYears(text: string, years: number): string {
  return text.replace(YEARS, (whole, from: string, dash: string | undefined, to: string | undefined) => {
    if (dash === undefined || to === undefined) return String(Number(from) + years);
    return Number(to) - Number(from) === 1 ? `${Number(from) + years}${dash}${Number(to) + years}` : whole;
  });
}

export function namesYear(text: string): boolean {
  return text.search(YEARS) >= 0;
}
