export class ReportDesk {}
