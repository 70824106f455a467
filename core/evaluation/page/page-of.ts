/** The frame of a page that needs no other file: no script, no address outside. */
import { type Markup, markup } from './markup.ts';

/** The whole HTML document. */
export function pageOf(title: string, content: Markup): string {
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${{ html: STYLE }}</style></head><body><main>
<h1>${title}</h1>
${content}
</main></body></html>
`.html;
}

const STYLE = `
body { margin: 0; background: #f4f6f8; color: #1f2933; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 32px 64px; background: #fff; }
h1 { font-size: 26px; margin: 8px 0 16px; } h2 { font-size: 20px; margin: 48px 0 8px; padding-top: 16px; border-top: 2px solid #d5dbe1; } h3 { font-size: 16px; margin: 24px 0 8px; }
.main { font-size: 16px; } .wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 12px 0 20px; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: #46525e; padding-bottom: 4px; }
th, td { padding: 3px 10px; border-bottom: 1px solid #e3e8ec; font-weight: normal; vertical-align: top; }
.words { text-align: left; overflow-wrap: anywhere; } td.words { min-width: 6em; } .figure { text-align: right; } thead th { font-weight: 600; }
figure { margin: 16px 0; } figure > svg { max-width: 780px; width: 100%; height: auto; } figcaption, .axis { color: #46525e; font-size: 13px; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 14px; } .gallery figure { margin: 0; } .gallery img, .gallery svg { width: 100%; height: auto; display: block; }
td img, th img { width: 96px; height: auto; } .maps td img, .seen img { width: 224px; display: block; } .map span { display: block; text-align: center; } .none { background: #e3e8ec; padding: 40px 0; text-align: center; margin: 0; color: #46525e; }
a { color: #1d5c8c; }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  body { background: #fff; font-size: 12px; } main { max-width: none; padding: 0; } a { color: inherit; text-decoration: none; }
  section { break-before: page; } section.short { break-before: auto; break-inside: avoid; margin-top: 8mm; } h2 { margin-top: 0; padding-top: 0; border-top: 0; } h2, h3, h3 + p, caption { break-after: avoid; } figure, tr, li, .whole { break-inside: avoid; }
  .wide { overflow: visible; } table { font-size: 11px; } th, td { padding: 1px 8px; } figure > svg { max-width: 125mm; } .gallery { grid-template-columns: repeat(6, 1fr); }
  .maps td img, .seen img { width: 52mm; }
}
`;
