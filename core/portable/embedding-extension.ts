/** The STAC Embedding extension: a proposal, so its version and names are in this file alone. */

export const EMBEDDING_EXTENSION = 'https://stac-extensions.github.io/embeddings/v0.0.1/schema.json';
export const PROCESSING_EXTENSION = 'https://stac-extensions.github.io/processing/v1.2.0/schema.json';
export const STAC_VERSION = '1.0.0';
/** Key of the asset that holds the embeddings. */
export const EMBEDDINGS_ASSET = 'embeddings';
export const QUANTIZATION = 'emb:quantization';
/** The only method that is read: value = stored × scale + offset. */
export const LINEAR = 'linear';
