/** Writes THIRD-PARTY-NOTICES: what an application contains besides our own code, under which licences, and where its sources are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { partsInside } from './parts-inside.mjs';

const RULE = `${'='.repeat(100)}\n`;

/** Packages that come without the text of their licence: the text, and the line that names the holder. */
const WITHOUT_TEXT = {
  '@cornerstonejs/codec-openjpeg': ['MIT', 'Copyright (c) 2019 Open Health Imaging Foundation'],
  lerc: ['Apache-2.0', 'Copyright 2015-2022 Esri'],
  'onnxruntime-common': ['MIT', 'Copyright (c) Microsoft Corporation'],
  'onnxruntime-node': ['MIT', 'Copyright (c) Microsoft Corporation'],
  'pg-copy-streams': ['MIT', 'Copyright (c) 2013 Brian M. Carlson'],
  'pg-types': ['MIT', 'Copyright (c) 2014 Brian M. Carlson'],
  pgpass: ['MIT', 'Copyright (c) 2013-2016 Hannes Hörl'],
};

const INTRODUCTION = `THIRD-PARTY NOTICES

Longsight is licensed under Apache-2.0 (LICENSE.txt). This package also contains the works of others that are listed here.
Electron and Chromium, which run the application, bring their own texts: LICENSE.electron.txt and LICENSES.chromium.html.
The starter model, its calibration pictures and the demo scene: models/starter/MODEL_CARD.md, models/calibration/README.md and
build/demo/ATTRIBUTION.md. The vocabulary of the CLIP models was published by OpenAI under the MIT licence (Copyright (c) 2021 OpenAI).

LIBRARIES UNDER THE GNU LESSER GENERAL PUBLIC LICENSE
libvips with some libraries in it (LGPL 3 or later), and GDAL's build for JavaScript with GEOS and libiconv in it (LGPL 2.1 or later), are
separate files that the application loads: app.asar.unpacked/node_modules/@img and app.asar.unpacked/node_modules/gdal3.js in the folder
of resources. They are unchanged. You may replace them with your own builds of the same interface; nothing checks them. You may modify
them, and reverse engineer the application in order to debug such modifications. "Sources" below says where the source code and the
scripts are that built them.
`;

/** The notices of `packages` (see `describePackages`); `licences` is the folder with the texts. An unknown licence is an error. */
export function noticesText(packages, licences) {
  const textOf = (licence) => readFileSync(join(licences, `${licence}.txt`), 'utf8');
  const used = new Set();
  const entries = packages.map((each) => entryOf(each, textOf, used));
  const appendix = [...used].toSorted().map((licence) => `${RULE}LICENCE ${licence}\n\n${textOf(licence)}\n`);
  return [INTRODUCTION, ...entries, ...appendix].join('\n');
}

function entryOf(described, textOf, used) {
  const { name, version, licence } = described;
  const inside = partsInside(described);
  const lines = [
    `${RULE}${name} ${version}`,
    `Licence: ${licence}`,
    `Package: https://www.npmjs.com/package/${name}`,
  ];
  if (inside !== null) lines.push(`Sources: ${inside.sources}`);
  lines.push('', licenceText(described, inside, textOf));
  if (inside !== null) {
    lines.push('', `Inside: ${inside.title}.`);
    for (const [part, { licence: names, copyright, sources }] of Object.entries(inside.parts)) {
      for (const each of names) used.add(each);
      // The text of LGPL 3 refers to that of GPL 3.
      if (names.includes('LGPL-3.0')) used.add('GPL-3.0');
      const under = names.length === 0 ? '' : ` (${names.join(', ')}; text below)`;
      lines.push(`- ${part}${under}. ${copyright}`, `  Sources: ${sources}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function licenceText({ name, folder }, inside, textOf) {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|copyright)/i.test(file));
  if (files.length > 0)
    return files
      .toSorted()
      .map((file) => readFileSync(join(folder, file), 'utf8').trim())
      .join('\n\n');
  if (Object.hasOwn(WITHOUT_TEXT, name)) {
    const [licence, holder] = WITHOUT_TEXT[name];
    return `${holder}\n\n${textOf(licence).trim()}`;
  }
  if (inside !== null) return 'The licences of its parts:';
  throw new Error(`${name} has no licence file: name its licence in build/release/notices.mjs`);
}
