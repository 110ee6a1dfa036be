/** What this browser keeps for one person under `key`; null when there is nothing, or storage is switched off. */
export function stored(key: string): string | null {
  try {
    return localStorage.getItem(`wl.${key}`);
  } catch {
    return null;
  }
}

/** Keeps a text, or removes it (null). Without storage the choice lasts as long as the page. */
export function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`wl.${key}`);
    else localStorage.setItem(`wl.${key}`, value);
  } catch {
    // storage can be switched off or full
  }
}
