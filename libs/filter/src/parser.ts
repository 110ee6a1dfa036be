import type { Comparator, Condition, Expression } from './ast';
import type { Field, FilterKind } from './fields/field';
import { fieldNamed } from './fields/registry';
import { type Token, tokens, type WordToken } from './lexer';
import { FILTER_LIMITS } from './limits';
import { type Pattern, readPattern, wildcards } from './literals/pattern';
import { readFlags } from './literals/named';
import { checkOperator, listOnly } from './operators';
import { quoted, refuse, type TextSpan } from './problem';
import { bareTerm, resolveField } from './terms';
import { isMasked, type MaskedReaders, readValue, textOf, type ValueToken } from './values';

const COMPARATORS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
const isComparator = (text: string): text is Comparator => COMPARATORS.includes(text);

/** Words with a meaning of their own, in any case. */
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'exists']);
export const isKeyword = (word: string): boolean => KEYWORDS.has(word.toLowerCase());

/** Reads one expression by recursive descent: `or` of `and` of negations of conditions. One use each. */
export class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;
  private terms = 0;
  private values = 0;
  private wildcards = 0;

  /** @throws Refusal */
  constructor(
    text: string,
    private readonly kind: FilterKind,
    private readonly masked: MaskedReaders | null,
  ) {
    this.tokens = tokens(text);
  }

  /** @throws Refusal */
  read(): Expression {
    const first = this.peek();
    if (first.type === 'end')
      refuse(
        'empty',
        first,
        `There is no condition. Write one such as \`dst.port = 443${this.kind === 'flow' ? ' and bytes > 1MB' : ''}\`.`,
      );
    const expression = this.junction('or');
    const rest = this.peek();
    if (rest.type === ')')
      refuse('syntax', rest, 'This bracket closes nothing. Take it out, or open one before it.', '');
    if (rest.type !== 'end')
      refuse('syntax', rest, `An operator is missing before ${quoted(rest.text)}. Write \`and\` or \`or\`.`, {
        start: rest.start,
        end: rest.start,
        text: 'and ',
      });
    return expression;
  }

  private junction(node: 'and' | 'or'): Expression {
    const parts: Expression[] = [];
    do {
      const part = node === 'or' ? this.junction('and') : this.unary();
      if (part.node === node) parts.push(...part.parts);
      else parts.push(part);
    } while (this.took(node));
    const [first, ...others] = parts as [Expression, ...Expression[]];
    const last = others.at(-1);
    return last ? { node, parts, start: first.start, end: last.end } : first;
  }

  /** Takes `and`, `&&`, `or` or `||`. */
  private took(node: 'and' | 'or'): boolean {
    const token = this.peek();
    const sign = node === 'and' ? '&&' : '||';
    if (!isWord(token, node) && !(token.type === 'operator' && token.text === sign)) return false;
    this.at++;
    const next = this.peek();
    if (next.type === 'end')
      refuse('syntax', token, `Nothing follows \`${node}\`. Write a condition after it, or take it out.`, '');
    return true;
  }

  private unary(): Expression {
    const token = this.peek();
    if (isWord(token, 'not') || (token.type === 'operator' && token.text === '!')) {
      this.at++;
      const part = this.deeper(token, () => this.unary());
      return { node: 'not', part, start: token.start, end: part.end };
    }
    if (token.type !== '(') return this.condition();
    this.at++;
    const inner = this.deeper(token, () => this.junction('or'));
    const close = this.peek();
    if (close.type !== ')')
      refuse('syntax', token, 'This bracket is not closed.', { start: close.start, end: close.start, text: ')' });
    this.at++;
    return { ...inner, start: token.start, end: close.end };
  }

  private deeper<T>(at: TextSpan, read: () => T): T {
    if (++this.depth > FILTER_LIMITS.depth)
      refuse(
        'tooDeep',
        at,
        `Brackets and negations go ${FILTER_LIMITS.depth} deep at most. Write the expression with fewer of them.`,
      );
    const found = read();
    this.depth--;
    return found;
  }

  private condition(): Expression {
    const token = this.peek();
    if (++this.terms > FILTER_LIMITS.terms)
      refuse(
        'tooManyTerms',
        token,
        `An expression has at most ${FILTER_LIMITS.terms} conditions. Put values of one field into a list: \`port in (80, 443)\`.`,
      );
    if (token.type !== 'word' || isKeyword(token.text))
      return refuse(
        'syntax',
        token,
        token.type === 'end' || token.type === ')'
          ? 'A condition is missing here. Write one such as `dst.port = 443`.'
          : `A condition begins with a field, not with ${quoted(token.text)}. Write one such as \`dst.port = 443\`.`,
      );
    this.at++;
    const after = this.peek();
    if (isWord(after, 'not') && !this.operatorFollows())
      refuse('syntax', after, '`not` stands before a whole condition, or as `not in` and `not exists`.', '!=');
    if (!this.operatorFollows()) return this.bare(token);
    return this.afterField(this.field(token), token);
  }

  /** A bare name of a domain is two conditions: the name itself, and all below it. */
  private bare(token: WordToken): Expression {
    const term = bareTerm(token, this.kind, this.masked);
    if (term.node === 'match') this.wild(term.pattern, token);
    if (term.node === 'or') {
      this.terms++;
      for (const part of term.parts) if (part.node === 'match') this.wild(part.pattern, token);
    }
    return term;
  }

  /** @throws Refusal: there is no such field, records of this kind lack it, or it is hidden from masked readers */
  private field(token: WordToken): Field {
    const field = resolveField(token, this.kind);
    if (this.masked && field.masking === 'hidden')
      refuse('masked', token, `\`${field.name}\` is not shown to you, so it cannot be asked for. Take it out.`);
    return field;
  }

  private wild(pattern: Pattern, at: TextSpan): void {
    this.wildcards += wildcards(pattern);
    if (this.wildcards > FILTER_LIMITS.wildcards)
      refuse('tooManyWildcards', at, `An expression has at most ${FILTER_LIMITS.wildcards} wildcards.`);
  }

  private operatorFollows(): boolean {
    const token = this.peek();
    if (token.type === 'operator') return isComparator(token.text) || token.text === '~' || token.text === '!~';
    if (isWord(token, 'in') || isWord(token, 'exists')) return true;
    const next = this.tokens[this.at + 1];
    return isWord(token, 'not') && next !== undefined && (isWord(next, 'in') || isWord(next, 'exists'));
  }

  private afterField(field: Field, name: WordToken): Condition {
    const negated = isWord(this.peek(), 'not');
    if (negated) this.at++;
    const operator = this.next();
    const word = operator.text.toLowerCase();
    if (word === 'exists') return { node: 'exists', field, negated, start: name.start, end: operator.end };
    checkOperator(field, negated ? 'not in' : word, operator);
    if (word === 'in') return this.membership(field, negated, name);
    const value = this.valueToken(field, operator);
    const span = { start: name.start, end: value.end };
    if (!isComparator(word)) {
      const not = word === '!~';
      if (field.type === 'flags')
        return { node: 'flags', field, negated: not, flags: readFlags(textOf(value), value), ...span };
      if (this.masked && isMasked(field))
        refuse(
          'masked',
          value,
          `\`${field.name}\` is masked for you, and a pattern would tell of it. Compare it with whole values.`,
        );
      const pattern = readPattern(value);
      this.wild(pattern, value);
      return { node: 'match', field, negated: not, pattern, ...span };
    }
    const right = value.type === 'word' ? fieldNamed(value.text) : undefined;
    if (right) return this.fields(field, word, value, span);
    if (field.type === 'text' && value.type === 'word' && /[*?]/.test(value.text))
      refuse(
        'operator',
        operator,
        `\`${word}\` compares whole texts. Write \`${word === '=' ? '~' : '!~'}\` for a pattern, or put the text into quotes.`,
        word === '=' ? '~' : '!~',
      );
    const read = readValue(field, value, this.masked);
    if ((read.is === 'range' || read.is === 'numbers') && word !== '=' && word !== '!=')
      refuse('value', value, `\`${word}\` takes one value. A range goes with \`=\`, \`!=\` and \`in\`.`);
    return { node: 'compare', field, op: word, value: read, ...span };
  }

  private fields(left: Field, op: Comparator, value: ValueToken, span: TextSpan): Condition {
    const right = this.field(value as WordToken);
    if (right.type !== left.type)
      refuse(
        'value',
        value,
        `\`${right.name}\` is another kind of value than \`${left.name}\`. Compare fields of one kind; a text goes into quotes.`,
        left.type === 'text' ? `"${value.text}"` : undefined,
      );
    return { node: 'fields', left, op, right, ...span };
  }

  private membership(field: Field, negated: boolean, name: WordToken): Condition {
    const open = this.next();
    if (open.type !== '(') {
      const one = open.type === 'word' || open.type === 'string';
      return refuse(
        'syntax',
        open,
        'A list stands in round brackets: `port in (80, 443)`.',
        one ? `(${open.text})` : undefined,
      );
    }
    const values = [];
    for (;;) {
      const value = this.valueToken(field, open);
      if (++this.values > FILTER_LIMITS.values)
        refuse(
          'tooManyValues',
          value,
          `Lists have at most ${FILTER_LIMITS.values} values in all. Use a prefix or a range in place of single values.`,
        );
      values.push(readValue(field, listOnly(value, field), this.masked));
      const after = this.next();
      if (after.type === ')') return { node: 'in', field, negated, values, start: name.start, end: after.end };
      if (after.type === 'end')
        refuse('syntax', open, 'This list is not closed.', { start: after.start, end: after.start, text: ')' });
      if (after.type !== ',')
        refuse('syntax', after, 'Values of a list are parted by commas.', {
          start: value.end,
          end: value.end,
          text: ',',
        });
    }
  }

  private valueToken(field: Field, before: Token): ValueToken {
    const token = this.next();
    if (token.type === 'string' || (token.type === 'word' && !isKeyword(token.text))) return token;
    if (token.type === '(' && before.type === 'operator') {
      const name = this.tokens[this.at - 3] as Token;
      return refuse('syntax', before, 'One value goes with this operator. For a list write `in`.', {
        start: name.end,
        end: token.start,
        text: ' in ',
      });
    }
    return refuse('value', token, `A value for \`${field.name}\` is missing here, as in \`${field.example}\`.`);
  }

  private peek(): Token {
    return this.tokens[this.at] as Token;
  }

  /** The next token; the last one is never passed. */
  private next(): Token {
    const token = this.peek();
    if (token.type !== 'end') this.at++;
    return token;
  }
}

const isWord = (token: Token, word: string): boolean => token.type === 'word' && token.text.toLowerCase() === word;
