/** What is used of pdfmake 0.3. Its published types bring those of the browser along, which servers must not have. */
declare module 'pdfmake' {
  export type Alignment = 'left' | 'center' | 'right';
  export type Margin = [left: number, top: number, right: number, bottom: number];

  export interface Style {
    font?: string;
    fontSize?: number;
    bold?: boolean;
    color?: string;
    background?: string;
    lineHeight?: number;
    alignment?: Alignment;
    characterSpacing?: number;
    /** OpenType features, on or off. */
    fontFeatures?: Readonly<Record<string, boolean>>;
    margin?: Margin;
  }

  /** A line, a rectangle or a polyline; points from the upper left corner of the canvas. */
  export interface CanvasElement {
    type: 'line' | 'rect' | 'polyline';
    x?: number;
    y?: number;
    w?: number;
    h?: number;
    x1?: number;
    y1?: number;
    x2?: number;
    y2?: number;
    points?: { x: number; y: number }[];
    closePath?: boolean;
    lineWidth?: number;
    lineColor?: string;
    lineJoin?: 'round';
    color?: string;
  }

  export interface TableLayout {
    hLineWidth?: (line: number, node: { table: { body: unknown[] } }) => number;
    hLineColor?: (line: number) => string;
    vLineWidth?: (line: number) => number;
    paddingLeft?: (column: number) => number;
    paddingRight?: (column: number) => number;
    paddingTop?: (row: number) => number;
    paddingBottom?: (row: number) => number;
  }

  /** One node of a page: it has one of `text`, `stack`, `columns`, `canvas`, `table`. */
  export interface Node extends Style {
    style?: string;
    width?: number | 'auto' | '*';
    headlineLevel?: number;
    unbreakable?: boolean;
    outline?: boolean;
    outlineText?: string;
    text?: string | (string | Node)[];
    stack?: Content[];
    columns?: Content[];
    canvas?: CanvasElement[];
    table?: {
      headerRows?: number;
      keepWithHeaderRows?: number;
      dontBreakRows?: boolean;
      widths: (number | '*')[];
      body: Node[][];
    };
    layout?: TableLayout;
  }
  export type Content = Node | Content[];

  export interface Definition {
    pageSize: 'A4';
    pageMargins: Margin;
    version: '1.7';
    language: string;
    displayTitle: boolean;
    info: Record<string, string | Date>;
    defaultStyle: Style;
    styles: Record<string, Style>;
    header: (page: number, pages: number) => Content;
    footer: (page: number, pages: number) => Content;
    pageBreakBefore: (node: {
      readonly headlineLevel?: number;
      readonly startPosition: { readonly verticalRatio: number };
    }) => boolean;
    content: Content[];
  }

  interface Maker {
    /** Files in memory: what is asked for by one of their names is looked up on no disk. */
    readonly virtualfs: { writeFileSync(name: string, bytes: Uint8Array): void };
    setFonts(fonts: Record<string, Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    setLocalAccessPolicy(allows: (path: string) => boolean): void;
    createPdf(definition: Definition): { getBuffer(): Promise<Buffer> };
  }
  const maker: Maker;
  export default maker;
}
