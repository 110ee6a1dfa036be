import type { IconName } from '../ui/icon-paths';

/** Groups of the rail, in order. */
export const PAGE_GROUPS = ['Monitor', 'Investigate', 'Detect', 'Report', 'Govern'] as const;

export interface PageLink {
  readonly label: string;
  readonly path: string;
  readonly icon: IconName;
  /** Second key after `g`. */
  readonly key: string;
  readonly group: (typeof PAGE_GROUPS)[number];
  /** Without it the page would be closed. */
  readonly permission: string;
}

/** Pages of the rail: only those that exist. */
export const PAGES: readonly PageLink[] = [
  { label: 'Overview', path: '/overview', icon: 'overview', key: 'o', group: 'Monitor', permission: 'stats.read' },
  { label: 'Live tail', path: '/live', icon: 'live', key: 'l', group: 'Monitor', permission: 'live.read' },
  { label: 'Alerts', path: '/alerts', icon: 'alerts', key: 'a', group: 'Monitor', permission: 'alerts.read' },
  { label: 'Flows', path: '/flows', icon: 'flows', key: 'f', group: 'Investigate', permission: 'flows.read' },
  { label: 'Domains', path: '/domains', icon: 'domains', key: 'd', group: 'Investigate', permission: 'flows.read' },
  { label: 'TLS', path: '/tls', icon: 'lock', key: 'e', group: 'Investigate', permission: 'flows.read' },
  { label: 'HTTP', path: '/http', icon: 'http', key: 'w', group: 'Investigate', permission: 'flows.read' },
  { label: 'Sign-ins', path: '/sign-ins', icon: 'sign-in', key: 'i', group: 'Investigate', permission: 'flows.read' },
  { label: 'Hosts', path: '/hosts', icon: 'hosts', key: 'h', group: 'Investigate', permission: 'flows.read' },
  { label: 'PCAP', path: '/pcap', icon: 'file', key: 'p', group: 'Investigate', permission: 'stats.read' },
  { label: 'Rules', path: '/rules', icon: 'rules', key: 'r', group: 'Detect', permission: 'rules.read' },
  { label: 'Lists', path: '/lists', icon: 'table', key: 't', group: 'Detect', permission: 'rules.read' },
  { label: 'Reports', path: '/reports', icon: 'text', key: 'b', group: 'Report', permission: 'reports.read' },
  { label: 'Audit', path: '/audit', icon: 'audit', key: 'u', group: 'Govern', permission: 'audit.read' },
  {
    ...{ label: 'Notifications', path: '/settings/notifications', icon: 'bell', key: 'm', group: 'Govern' },
    permission: 'escalation.write',
  },
  {
    ...{ label: 'Sensors', path: '/settings/sensors', icon: 'sensor', key: 'c', group: 'Govern' },
    permission: 'sensors.write',
  },
  {
    ...{ label: 'Enrichment', path: '/settings/enrichment', icon: 'address', key: 'y', group: 'Govern' },
    permission: 'enrich.write',
  },
  { label: 'Settings', path: '/settings', icon: 'settings', key: 's', group: 'Govern', permission: 'users.read' },
];

/** A page of the settings. */
export interface SettingsArea {
  readonly label: string;
  readonly path: string;
  readonly icon: IconName;
  readonly permission: string;
  /** A part of the permission does not open it. */
  readonly whole: boolean;
}

export const SETTINGS_AREAS: readonly SettingsArea[] = [
  { label: 'Users', path: '/settings/users', icon: 'user', permission: 'users.read', whole: true },
  { label: 'Approvals', path: '/settings/approvals', icon: 'shield', permission: 'rules.publish', whole: false },
  { label: 'API tokens', path: '/settings/tokens', icon: 'key', permission: 'users.read', whole: false },
  { label: 'Privacy', path: '/settings/privacy', icon: 'eye-off', permission: 'privacy.write', whole: false },
  { label: 'Retention', path: '/settings/retention', icon: 'archive', permission: 'retention.hold', whole: false },
  { label: 'Security', path: '/settings/security', icon: 'sign-in', permission: 'users.read', whole: true },
  { label: 'My account', path: '/account', icon: 'lock', permission: 'profile.own', whole: false },
];
