declare module "parse-prometheus-text-format" {
  /** One family of metrics, as the text names it. */
  interface Family {
    readonly name: string;
    readonly type: string;
    readonly metrics: readonly { readonly value: string; readonly labels?: Readonly<Record<string, string>> }[];
  }
  export default function parse(text: string): Family[];
}
