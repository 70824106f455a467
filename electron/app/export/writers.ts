/** Table of the writers of export products. */
import type { ExportProduct } from '../../../core/documents/export-products.ts';
import type { ExportWriter } from './export-writer.ts';
import { writeHitsGeoJson } from './hits-geojson.ts';
import { writeProbabilityCog } from './probability-cog.ts';
import { writeRegionsGeoJson } from './regions-geojson.ts';
import { writeSimilarityCog } from './similarity-cog.ts';

export const WRITERS: Readonly<Record<ExportProduct, ExportWriter>> = {
  'similarity-cog': writeSimilarityCog,
  'probability-cog': writeProbabilityCog,
  'hits-geojson': writeHitsGeoJson,
  'regions-geojson': writeRegionsGeoJson,
};
