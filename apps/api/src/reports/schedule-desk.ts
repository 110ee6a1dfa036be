export class ScheduleDesk {}
