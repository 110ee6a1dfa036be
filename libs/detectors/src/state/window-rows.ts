/** Entries that come so near to the end are put in their place in each column; others by their number alone. */
const FEW = 8;
/** So many numbers are moved faster one by one than by `splice`, which makes a list of what it takes out. */
const NEAR = 64;
/** So many rows without an entry are kept for entries to come, however few there are. */
const SPARE = 64;

/**
 * Entries in the order of packet time, as a column for each of their parts. Most come in that order, or nearly, and then lie in it. Where flows end late many
 * do not: entries stay where they are written then, and the numbers of their rows are put in order, so that one column moves and not all of them.
 */
export class WindowRows {
  private timeColumn: number[] = [];
  private itemColumn: string[] = [];
  private weightColumn: number[] = [];
  private refColumn: string[] = [];
  /** Null while all of them are 0. */
  private numberColumn: number[] | null = null;
  /** Rows in the order of time; null while they lie in it. */
  private order: number[] | null = null;
  /** Rows whose entry has gone; there are none while there is no order. */
  private spare: number[] | null = null;

  get size(): number {
    return (this.order ?? this.timeColumn).length;
  }

  timeAt(place: number): number {
    return this.timeColumn[this.rowAt(place)] as number;
  }

  itemAt(place: number): string {
    return this.itemColumn[this.rowAt(place)] as string;
  }

  weightAt(place: number): number {
    return this.weightColumn[this.rowAt(place)] as number;
  }

  /** The number that goes with an item. */
  numberAt(place: number): number {
    return this.numberColumn === null ? 0 : (this.numberColumn[this.rowAt(place)] as number);
  }

  get times(): readonly number[] {
    this.putInOrder();
    return this.timeColumn;
  }

  get items(): readonly string[] {
    this.putInOrder();
    return this.itemColumn;
  }

  get weights(): readonly number[] {
    this.putInOrder();
    return this.weightColumn;
  }

  get refs(): readonly string[] {
    this.putInOrder();
    return this.refColumn;
  }

  /** Adds an entry in front of the one at `place`. */
  protected insert(place: number, time: number, item: string, weight: number, ref: string, number: number): void {
    if (number !== 0) this.numberColumn ??= this.timeColumn.map(() => 0);
    if (this.order === null && this.size - place <= FEW) return this.moveIn(place, time, item, weight, ref, number);
    const order = this.ordered();
    const row = this.spare?.pop() ?? this.timeColumn.length;
    this.timeColumn[row] = time;
    this.itemColumn[row] = item;
    this.weightColumn[row] = weight;
    this.refColumn[row] = ref;
    if (this.numberColumn) this.numberColumn[row] = number;
    insert(order, place, row);
  }

  protected removeAt(place: number): void {
    if (this.order === null && this.size - place <= FEW) return this.moveOut(place);
    const order = this.ordered();
    (this.spare ??= []).push(order[place] as number);
    removeFrom(order, place);
  }

  /** Drops the oldest entries. */
  protected dropFirst(gone: number): void {
    const { order } = this;
    if (order === null) {
      for (const column of [this.timeColumn, this.itemColumn, this.weightColumn, this.refColumn])
        dropFrom(column, gone);
      if (this.numberColumn) dropFrom(this.numberColumn, gone);
      return;
    }
    const spare = (this.spare ??= []);
    for (let i = 0; i < gone; i++) spare.push(order[i] as number);
    dropFrom(order, gone);
    if (spare.length > Math.max(SPARE, order.length)) this.putInOrder();
  }

  /** Puts an entry in its place in each column. */
  private moveIn(place: number, time: number, item: string, weight: number, ref: string, number: number): void {
    const { timeColumn, itemColumn, weightColumn, refColumn, numberColumn } = this;
    // Column by column here, and not by a function for any of them: given numbers and texts in turn, it would make each number an object of its own.
    let i = timeColumn.length;
    for (; i > place; i--) {
      timeColumn[i] = timeColumn[i - 1] as number;
      itemColumn[i] = itemColumn[i - 1] as string;
      weightColumn[i] = weightColumn[i - 1] as number;
      refColumn[i] = refColumn[i - 1] as string;
      if (numberColumn) numberColumn[i] = numberColumn[i - 1] as number;
    }
    timeColumn[place] = time;
    itemColumn[place] = item;
    weightColumn[place] = weight;
    refColumn[place] = ref;
    if (numberColumn) numberColumn[place] = number;
  }

  /** Takes an entry out of each column. */
  private moveOut(place: number): void {
    const { timeColumn, itemColumn, weightColumn, refColumn, numberColumn } = this;
    for (let i = place + 1; i < timeColumn.length; i++) {
      timeColumn[i - 1] = timeColumn[i] as number;
      itemColumn[i - 1] = itemColumn[i] as string;
      weightColumn[i - 1] = weightColumn[i] as number;
      refColumn[i - 1] = refColumn[i] as string;
      if (numberColumn) numberColumn[i - 1] = numberColumn[i] as number;
    }
    timeColumn.pop();
    itemColumn.pop();
    weightColumn.pop();
    refColumn.pop();
    numberColumn?.pop();
  }

  private rowAt(place: number): number {
    return this.order === null ? place : (this.order[place] as number);
  }

  private ordered(): number[] {
    return (this.order ??= Array.from(this.timeColumn, (_time, row) => row));
  }

  /** Rows lie in the order of time from here on, without any that has no entry. */
  private putInOrder(): void {
    const { order } = this;
    if (order === null) return;
    this.timeColumn = inOrder(this.timeColumn, order);
    this.itemColumn = inOrder(this.itemColumn, order);
    this.weightColumn = inOrder(this.weightColumn, order);
    this.refColumn = inOrder(this.refColumn, order);
    if (this.numberColumn) this.numberColumn = inOrder(this.numberColumn, order);
    this.order = this.spare = null;
  }
}

const inOrder = <T>(column: readonly T[], order: readonly number[]): T[] => order.map((row) => column[row] as T);

function insert(column: number[], place: number, value: number): void {
  const end = column.length;
  if (place === end) column.push(value);
  else if (end - place > NEAR) column.splice(place, 0, value);
  else {
    column.push(column[end - 1] as number);
    for (let i = end - 1; i > place; i--) column[i] = column[i - 1] as number;
    column[place] = value;
  }
}

function removeFrom(column: number[], place: number): void {
  if (column.length - place > NEAR) column.splice(place, 1);
  else {
    for (let i = place + 1; i < column.length; i++) column[i - 1] = column[i] as number;
    column.pop();
  }
}

/** One at a time, as a window at its cap does it, a column moves its beginning and not its entries. */
function dropFrom(column: unknown[], gone: number): void {
  if (gone === 1) column.shift();
  else column.splice(0, gone);
}
