// Times, numbers and the few words that stand on every page.
import {html, nothing} from './lib.js';

export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'];
export const STATES = {new: 'new', investigating: 'investigating', true_positive: 'true positive', false_positive: 'false positive', closed: 'closed'};
export const KINDS = {unexpected: 'has what peers lack', missing: 'lacks what peers have', changed: 'has it otherwise than peers', drift: 'a deploy', coverage: 'not judged'};
export const REASONS = {
  limit: 'more than 50 of one host', noise: 'many hosts differ here', unsettled: 'most hosts agree on none', mask: 'hosts differ in the masked text', learnt: 'a column that each host fills otherwise',
  template: 'each host has its own', cohort: 'others of its image share it', starting: 'the host has just started', moment: 'it was not there at that moment', brief: 'ran for less than a minute',
  session: 'belongs to an SSH session', ownerless: 'a connection without a process', ban: 'a guard refuses one address', login: 'comes and goes with logins', called: 'somebody called what listens there',
  agent: 'all rows of the host have other columns or another spelling, as an agent of another version answers',
};

const number = new Intl.NumberFormat('en');
export const count = n => number.format(n ?? 0);
export const many = (n, one, more = `${one}s`) => `${count(n)} ${n === 1 ? one : more}`;

const two = n => String(n).padStart(2, '0');
/** 2026-11-30 00:02 in UTC, as the command line prints it. */
export function utc(iso) {
  const at = new Date(iso);
  if (!iso || Number.isNaN(+at)) return '—';
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** 5 min ago. */
export function ago(iso, now = Date.now()) {
  const seconds = Math.round((now - new Date(iso)) / 1000);
  if (!iso || Number.isNaN(seconds)) return '';
  const [n, unit] = Math.abs(seconds) < 90 ? [Math.abs(seconds), 's'] : Math.abs(seconds) < 5400 ? [Math.round(Math.abs(seconds) / 60), 'min']
    : Math.abs(seconds) < 129600 ? [Math.round(Math.abs(seconds) / 3600), 'h'] : [Math.round(Math.abs(seconds) / 86400), 'd'];
  return seconds < 0 ? `in ${n} ${unit}` : seconds < 5 ? 'just now' : `${n} ${unit} ago`;
}

export const when = (iso, relative = true) => iso
  ? html`<time datetime=${iso} title="${iso}"><span class="abs">${utc(iso)}</span>${relative ? html` <span class="ago">${ago(iso)}</span>` : nothing}</time>`
  : html`<span class="none">—</span>`;

/** The group's name without account and region, which stand in the title. */
export const groupName = group => String(group ?? '').replace(/^\d{12}:[a-z0-9-]+:/, '');

const THINGS = {
  authorized_keys: 'SSH key', crontab: 'cron job', deb_packages: 'package', etc_hosts: 'hosts entry', file_hash: 'file', groups: 'user group', iptables: 'firewall rule', kernel_modules: 'kernel module', ld_preload: 'preloaded library',
  cron_files: 'cron file', at_jobs: 'at job', unit_files: 'unit file', login_files: 'login script', access_files: 'login or sudo setting', ca_certificates: 'trusted certificate', package_hooks: 'package manager setting', package_scripts: 'package script', python_hooks: 'Python start-up hook', kernel_files: 'kernel or device setting', network_hooks: 'network hook', defence_files: 'logging or firewall setting',
  dns_resolvers: 'name server', hidden_files: 'hidden program', history_links: 'linked history', file_capabilities: 'program with capabilities', kernel_parameters: 'kernel parameter', promiscuous_interfaces: 'promiscuous interface', raw_sockets: 'raw socket', kernel_thread_names: 'false kernel thread', etc_files: 'file under /etc',
  listening_ports: 'listening port', mounts: 'mount', process_open_sockets: 'connection', processes: 'process', rpm_packages: 'package', shell_history: 'shell command', sudoers: 'sudo rule', suid_bin: 'setuid program', systemd_units: 'service unit', users: 'user',
};
/** What it is about, in a few words: "cron job nobody else has". */
export function what(f) {
  const thing = THINGS[f.query] ?? `row of ${f.query}`;
  if (!f.hosts_compared) return f.title ?? `${f.kind} ${f.query}`;
  if (f.kind === 'missing') return `${thing} missing`;
  if (f.kind === 'changed') return `${thing} set otherwise`;
  if (f.kind === 'unexpected') return oddOf(f) * 2 < f.hosts_compared ? `${thing} nobody else has` : `${thing} not expected`;
  return f.title ?? `${f.kind} ${f.query}`;
}
/** The same and how many: "cron job nobody else has, on 1 of 24 hosts". */
export const titled = f => f.hosts_compared && ['unexpected', 'missing', 'changed'].includes(f.kind) ? `${what(f)}, on ${count(oddOf(f))} of ${many(f.hosts_compared, 'host')}` : what(f);
/** On how many of those compared it is odd. */
export const oddOf = f => f.kind === 'missing' ? f.hosts : f.hosts_with_item ?? f.hosts;

export const compact = object => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null && value !== ''));
