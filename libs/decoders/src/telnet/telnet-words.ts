/** What a server's line means to who signs in. Texts are what systems print: nothing in the protocol says it. */
export type TelnetLine = 'user' | 'secret' | 'refused' | 'welcome' | 'command' | 'other';

/** Tells of a sign-in that went well, and has words of refusal beside it: `There were 2 failed login attempts since the last successful login.` */
const WELCOME =
  /\blast (?:successful |unsuccessful |failed |interactive )?log ?[io]n|since (?:the |your )?last\b|^\s*welcome\b/i;
const REFUSED =
  /\b(?:incorrect|invalid|denied|refused|failed|failure|wrong|unknown user|bad (?:user|pass|secret|login)\w*|too many|not (?:allowed|authori[sz]ed|permitted))\b/i;
const SECRET = /\bpass(?:word|code|phrase|wd)?\b[^:]{0,64}:\s*$/i;
const USER = /(?:^|[^\w])(?<!last )(?:login(?: name)?|user ?(?:name|id)?|account)\s*:\s*$/i;
/** A shell's or a device's prompt, which waits for a command; no line drawn of such characters. */
const COMMAND = /(?:^|[^$#>%])[$#>%]\s*$/;
/** Colours and cursor movements (ECMA-48 §5.4), and the other control characters. */
const DRAWING = /\x1b\[[0-?]*[ -/]*[@-~]|[\0-\x1f\x7f]/g;

/** Meaning of a server's line; `open` = it is not ended, as prompts are not. */
export function telnetLine(line: string, open: boolean): TelnetLine {
  const text = line.replace(DRAWING, '');
  if (WELCOME.test(text)) return 'welcome';
  if (open && SECRET.test(text)) return 'secret';
  if (open && USER.test(text)) return 'user';
  if (REFUSED.test(text)) return 'refused';
  return open && COMMAND.test(text) ? 'command' : 'other';
}
