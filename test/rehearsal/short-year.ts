/** An award year of ten weeks: one round with a hand-in, scores and a council, decided here or sent up. */
export const shortYear = `key: nam-ngan-2022
version: 1
title: Năm thi đua ngắn để chạy thử
year: 2022
document: { number: 01/KH, dates: [{ place: trang 1, printed: ngày 04 tháng 01 năm 2022 }] }
council: { key: huyen-ngan, name: Hội đồng TĐKT huyện Ngắn, level: district, chair: Chủ tịch, standingOffice: Phòng Nội vụ }
above: { key: tinh-tren, name: Hội đồng TĐKT tỉnh, standingOffice: Sở Nội vụ, intakePipeline: intake, source: &try { assumed: để chạy thử } }
councilRegulation: null
clusters: [{ key: cum-1, name: Cụm số 1, source: *try }]
units:
  - { key: phong-a, name: Phòng A, cluster: cum-1, source: *try }
  - { key: phong-b, name: Phòng B, cluster: cum-1, source: *try }
  - { key: mot-nguoi, name: Đơn vị một người, cluster: cum-1, onePerson: true, source: *try }
tasks:
  - { key: ke-hoach, row: null, content: Gửi kế hoạch của đơn vị, directedBy: Hội đồng, lead: { everyUnit: Các đơn vị }, coordinates: [], printedQuarter: null, deadline: { atLatest: 21/01/2022, printed: Chậm nhất 21/01/2022 }, source: *try }
titles:
  - { code: LDTT, name: Lao động tiên tiến, kind: title, subjects: [person], decidedBy: here, source: *try }
  - { code: BK, name: Bằng khen, kind: form, subjects: [person], decidedBy: above, source: *try }
pipelines:
  - key: annual
    name: Thường xuyên
    stages:
      - { key: registration, kind: registration, name: Đăng ký, opens: 10/01/2022, due: { atLatest: 21/01/2022, printed: Chậm nhất 21/01/2022 }, actors: [unitClerk, unitHead], source: *try }
      - { key: report, kind: checkpoint, name: Báo cáo, opens: 24/01/2022, due: { atLatest: 11/02/2022, printed: Chậm nhất 11/02/2022 }, actors: [unitClerk], evidence: [{ key: bao-cao, name: Báo cáo }], acceptance: office, source: *try }
      - { key: scoring, kind: scoring, name: Chấm điểm, opens: 14/02/2022, due: { atLatest: 18/02/2022, printed: Chậm nhất 18/02/2022 }, actors: [unitClerk, standingOffice], source: *try }
      - { key: nomination, kind: nomination, name: Đề nghị, opens: 21/02/2022, due: { atLatest: 25/02/2022, printed: Chậm nhất 25/02/2022 }, actors: [unitClerk, unitHead], source: *try }
      - { key: appraisal, kind: appraisal, name: Thẩm định, due: none, actors: [standingOffice], serviceTime: { days: 5, unit: working }, source: *try }
      - { key: council, kind: council, name: Hội đồng, due: { atLatest: 11/03/2022, printed: Chậm nhất 11/03/2022 }, actors: [councilSecretary, councilChair], source: *try }
      - { key: decision, kind: decision, name: Quyết định, due: { atLatest: 18/03/2022, printed: Chậm nhất 18/03/2022 }, route: here, actors: [authorityHead], source: *try }
      - { key: submission, kind: submission, name: Trình, due: { atLatest: 18/03/2022, printed: Chậm nhất 18/03/2022 }, route: above, actors: [authorityHead], source: *try }
  - key: intake
    name: Cấp trên xét
    stages:
      - { key: appraisal, kind: appraisal, name: Thẩm định, due: none, actors: [standingOffice], source: *try }
      - { key: council, kind: council, name: Hội đồng, due: none, actors: [councilSecretary, councilChair], source: *try }
      - { key: decision, kind: decision, name: Quyết định, due: none, actors: [authorityHead], source: *try }
rounds:
  - { key: annual-2022, name: Năm 2022, pipeline: annual, period: { from: 01/01/2022, to: 31/12/2022 }, titles: [LDTT, BK], admitsUnregistered: true, closes: { atLatest: 31/03/2022, printed: Chậm nhất 31/3/2022 }, source: *try }
`;
