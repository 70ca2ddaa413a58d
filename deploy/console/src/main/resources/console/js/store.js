// What this browser remembers: theme, saved views, when Now was looked at. Never evidence.
export function keep(name, value) {
  try { if (value === undefined) localStorage.removeItem(`diffy.${name}`); else localStorage.setItem(`diffy.${name}`, JSON.stringify(value)); } catch { /* private window */ }
}
export function kept(name, otherwise) {
  try { return JSON.parse(localStorage.getItem(`diffy.${name}`)) ?? otherwise; } catch { return otherwise; }
}
