import type { Routes } from '@angular/router';
import { may, mayAll, signedIn, signedOut } from './core/session/guards';
import { keepsUnsaved } from './core/unsaved';

export const routes: Routes = [
  {
    path: 'sign-in',
    pathMatch: 'full',
    title: 'Sign in · Wireledger',
    canActivate: [signedOut],
    loadComponent: () => import('./pages/access/sign-in').then((file) => file.SignInPage),
  },
  {
    path: 'sign-in/callback',
    title: 'Sign in · Wireledger',
    loadComponent: () => import('./pages/access/callback').then((file) => file.CallbackPage),
  },
  {
    path: 'welcome',
    title: 'Welcome · Wireledger',
    loadComponent: () => import('./pages/access/welcome').then((file) => file.WelcomePage),
  },
  {
    path: 'invitation',
    title: 'Invitation · Wireledger',
    loadComponent: () => import('./pages/access/invitation').then((file) => file.InvitationPage),
  },
  {
    path: 'reset-password',
    title: 'New password · Wireledger',
    loadComponent: () => import('./pages/access/reset-password').then((file) => file.ResetPasswordPage),
  },
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: () => import('./shell/shell').then((file) => file.Shell),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'overview' },
      {
        path: 'overview',
        canMatch: [may('stats.read')],
        title: 'Overview · Wireledger',
        loadComponent: () => import('./pages/overview/overview').then((file) => file.OverviewPage),
      },
      {
        path: 'live',
        canMatch: [may('live.read')],
        title: 'Live tail · Wireledger',
        loadComponent: () => import('./pages/live/live').then((file) => file.LivePage),
      },
      {
        path: 'alerts',
        canMatch: [may('alerts.read')],
        title: 'Alerts · Wireledger',
        loadComponent: () => import('./pages/alerts/alerts').then((file) => file.AlertsPage),
      },
      {
        path: 'rules',
        canMatch: [may('rules.read')],
        title: 'Rules · Wireledger',
        loadComponent: () => import('./pages/rules/rules').then((file) => file.RulesPage),
      },
      {
        path: 'lists',
        canMatch: [may('rules.read')],
        title: 'Lists · Wireledger',
        loadComponent: () => import('./pages/lists/lists').then((file) => file.ListsPage),
      },
      {
        path: 'flows',
        canMatch: [may('flows.read')],
        title: 'Flows · Wireledger',
        loadComponent: () => import('./pages/flows/flows').then((file) => file.FlowsPage),
      },
      {
        path: 'domains',
        canMatch: [may('flows.read')],
        loadComponent: () => import('./pages/domains/domains-frame').then((file) => file.DomainsFrame),
        children: [
          {
            path: '',
            pathMatch: 'full',
            title: 'Domains · Wireledger',
            loadComponent: () => import('./pages/domains/domains').then((file) => file.DomainsPage),
          },
          {
            path: ':name',
            title: 'Domain · Wireledger',
            loadComponent: () => import('./pages/domains/domain').then((file) => file.DomainPage),
          },
        ],
      },
      {
        path: 'tls',
        canMatch: [may('flows.read')],
        title: 'TLS · Wireledger',
        loadComponent: () => import('./pages/tls/tls').then((file) => file.TlsPage),
      },
      {
        path: 'http',
        canMatch: [may('flows.read')],
        title: 'HTTP · Wireledger',
        loadComponent: () => import('./pages/http/http').then((file) => file.HttpPage),
      },
      {
        path: 'sign-ins',
        canMatch: [may('flows.read')],
        title: 'Sign-ins · Wireledger',
        loadComponent: () => import('./pages/sign-ins/sign-ins').then((file) => file.SignInsPage),
      },
      {
        path: 'hosts',
        canMatch: [may('flows.read')],
        title: 'Hosts · Wireledger',
        loadComponent: () => import('./pages/hosts/hosts-frame').then((file) => file.HostsFrame),
      },
      {
        path: 'hosts/:address',
        canMatch: [may('flows.read')],
        title: 'Host · Wireledger',
        loadComponent: () => import('./pages/hosts/host').then((file) => file.HostPage),
      },
      {
        path: 'pcap',
        canMatch: [may('stats.read')],
        title: 'PCAP · Wireledger',
        loadComponent: () => import('./pages/pcap/pcap').then((file) => file.PcapPage),
      },
      {
        path: 'reports',
        canMatch: [may('reports.read')],
        title: 'Reports · Wireledger',
        loadComponent: () => import('./pages/reports/reports').then((file) => file.ReportsPage),
      },
      {
        path: 'audit',
        canMatch: [may('audit.read')],
        title: 'Audit · Wireledger',
        loadComponent: () => import('./pages/audit/audit').then((file) => file.AuditPage),
      },
      {
        path: 'settings/notifications',
        title: 'Notifications · Wireledger',
        canMatch: [may('escalation.write')],
        canDeactivate: [keepsUnsaved],
        loadComponent: () => import('./pages/notifications/notifications').then((file) => file.NotificationsPage),
      },
      {
        path: 'settings/sensors',
        title: 'Sensors · Wireledger',
        canMatch: [may('sensors.write')],
        loadComponent: () => import('./pages/sensors/sensors').then((file) => file.SensorsPage),
      },
      {
        path: 'settings/enrichment',
        title: 'Enrichment · Wireledger',
        canMatch: [may('enrich.write')],
        loadComponent: () => import('./pages/enrichment/enrichment').then((file) => file.EnrichmentPage),
      },
      {
        path: 'settings',
        canMatch: [may('users.read')],
        loadComponent: () => import('./pages/settings/settings-frame').then((file) => file.SettingsFrame),
        children: [
          {
            path: 'users',
            title: 'Users · Wireledger',
            canMatch: [mayAll('users.read')],
            loadComponent: () => import('./pages/settings/users').then((file) => file.UsersPage),
          },
          {
            path: 'roles',
            title: 'Roles & permissions · Wireledger',
            canMatch: [mayAll('users.read')],
            canDeactivate: [keepsUnsaved],
            loadComponent: () => import('./pages/settings/roles/roles').then((file) => file.RolesPage),
          },
          {
            path: 'approvals',
            title: 'Approvals · Wireledger',
            canMatch: [may('rules.publish')],
            loadComponent: () => import('./pages/settings/approvals').then((file) => file.ApprovalsPage),
          },
          {
            path: 'tokens',
            title: 'API tokens · Wireledger',
            loadComponent: () => import('./pages/settings/tokens').then((file) => file.TokensPage),
          },
          {
            path: 'privacy',
            title: 'Privacy · Wireledger',
            canMatch: [may('privacy.write')],
            canDeactivate: [keepsUnsaved],
            loadComponent: () => import('./pages/settings/privacy').then((file) => file.PrivacyPage),
          },
          {
            path: 'retention',
            title: 'Retention · Wireledger',
            canMatch: [may('retention.hold')],
            canDeactivate: [keepsUnsaved],
            loadComponent: () => import('./pages/settings/retention').then((file) => file.RetentionPage),
          },
          {
            path: 'security',
            title: 'Security · Wireledger',
            canMatch: [mayAll('users.read')],
            canDeactivate: [keepsUnsaved],
            loadComponent: () => import('./pages/settings/security').then((file) => file.SecurityPage),
          },
          { path: '', pathMatch: 'full', canMatch: [mayAll('users.read')], redirectTo: 'users' },
          { path: '', pathMatch: 'full', redirectTo: 'tokens' },
        ],
      },
      {
        path: 'account',
        title: 'My account · Wireledger',
        canMatch: [may('profile.own')],
        loadComponent: () => import('./pages/account/account').then((file) => file.AccountPage),
      },
      {
        path: '**',
        title: 'Not found · Wireledger',
        loadComponent: () => import('./pages/not-found').then((file) => file.NotFoundPage),
      },
    ],
  },
];
