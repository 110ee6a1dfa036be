import type { NotificationSetup } from '../schema/notify';

/** What the configuration says about notifications, as something that can be injected. */
export class SetupHost {
  constructor(readonly setup: NotificationSetup) {}
}
