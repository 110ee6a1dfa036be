export { ChannelSender } from './channel-sender';
export { NotifyKeys } from './keys';
export { askWhois } from './web/ask-whois';
export { getFile, GET_LIMITS, type GetLimits, type Got } from './web/get-file';
export type { Notice } from './mail/compose-notice';
export { MailSender } from './mail/mail-sender';
export { type AlertNotice, alertLink, type Message, type Sent } from './message';
export { type Address, OutboundPolicy, OutboundRefused, type Resolve } from './web/outbound-policy';
