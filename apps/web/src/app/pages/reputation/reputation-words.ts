/** What a service thinks, in a word, with its look. */
export function verdictOf(verdict: string, score: number | null) {
  const told = score === null ? '' : `, ${score} of 100`;
  if (verdict === 'bad') return { text: `bad${told}`, look: 'fail', icon: 'warning' } as const;
  if (verdict === 'suspicious') return { text: `suspicious${told}`, look: 'caution', icon: 'warning' } as const;
  if (verdict === 'clean') return { text: `clean${told}`, look: 'ok', icon: 'check' } as const;
  return { text: 'no verdict', look: '', icon: 'minus' } as const;
}
