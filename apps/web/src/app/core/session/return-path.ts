/**
 * Where to go after signing in: only a path of this origin, never another site's address and never the sign-in page
 * again. Anything else becomes the Overview.
 */
export function safeReturnPath(candidate: string | null | undefined): string {
  const home = '/overview';
  if (!candidate || !candidate.startsWith('/') || /[\\\p{Cc}]/u.test(candidate)) return home;
  const base = 'http://return.invalid';
  let url: URL;
  try {
    url = new URL(candidate, base);
  } catch {
    return home;
  }
  if (url.origin !== base || /^\/(sign-in|welcome|invitation|reset-password)\b/.test(url.pathname)) return home;
  return `${url.pathname}${url.search}`;
}
