// bfloat16 row kernels for CPUs on which PyTorch's own elementwise bfloat16 code is slower than the matrix products.
// Compiled by kernels.py when first needed; every function has a plain PyTorch twin there.
#include <math.h>
#include <stdint.h>
#include <string.h>

static inline float up(uint16_t h) {
  uint32_t u = (uint32_t)h << 16;
  float f;
  memcpy(&f, &u, 4);
  return f;
}

static inline uint16_t down(float f) {
  uint32_t u;
  memcpy(&u, &f, 4);
  return (uint16_t)((u + 0x7fff + ((u >> 16) & 1)) >> 16);
}

/* e^x by 2^n * polynomial (relative error 2e-7 is far below bfloat16's), written so that the compiler vectorises it. */
static inline float fast_exp(float x) {
  x = fminf(fmaxf(x, -80.f), 80.f) * 1.44269504f;
  float n = rintf(x), r = x - n;
  float p = 1.f + r * (0.69314718f + r * (0.24022651f + r * (0.05550411f + r * (0.00961813f + r * 0.00133336f))));
  int32_t bits = ((int32_t)n + 127) << 23;
  float scale;
  memcpy(&scale, &bits, 4);
  return p * scale;
}

/* y = x * sigmoid(1.702 x) over n values */
void quick_gelu(int64_t n, const uint16_t *x, uint16_t *y) {
#pragma omp parallel for simd schedule(static)
  for (int64_t i = 0; i < n; i++) {
    float v = up(x[i]);
    y[i] = down(v / (1.f + fast_exp(-1.702f * v)));
  }
}

/* gx = g * d(x * sigmoid(1.702 x))/dx */
void quick_gelu_back(int64_t n, const uint16_t *x, const uint16_t *g, uint16_t *gx) {
#pragma omp parallel for simd schedule(static)
  for (int64_t i = 0; i < n; i++) {
    float v = up(x[i]), s = 1.f / (1.f + fast_exp(-1.702f * v));
    gx[i] = down(up(g[i]) * (s + 1.702f * v * s * (1.f - s)));
  }
}

/* y = (x - mean) * rstd * w + b per row of d values; keeps mean and rstd (float [rows]); w, b are float [d] */
void layer_norm(int64_t rows, int64_t d, const uint16_t *x, const float *w, const float *b, uint16_t *y, float *mean, float *rstd) {
#pragma omp parallel for schedule(static)
  for (int64_t r = 0; r < rows; r++) {
    const uint16_t *xr = x + r * d;
    uint16_t *yr = y + r * d;
    float s = 0, q = 0;
#pragma omp simd reduction(+ : s, q)
    for (int64_t i = 0; i < d; i++) {
      float v = up(xr[i]);
      s += v;
      q += v * v;
    }
    float m = s / d, k = 1.f / sqrtf(fmaxf(q / d - m * m, 0.f) + 1e-5f);
    mean[r] = m;
    rstd[r] = k;
#pragma omp simd
    for (int64_t i = 0; i < d; i++) yr[i] = down((up(xr[i]) - m) * k * w[i] + b[i]);
  }
}

/* Gradients of layer_norm. gw, gb: float [threads, d], zero on entry, one row per thread (the caller sums them). */
void layer_norm_back(int64_t rows, int64_t d, int64_t threads, const uint16_t *x, const float *w, const float *mean, const float *rstd,
                     const uint16_t *g, uint16_t *gx, float *gw, float *gb) {
#pragma omp parallel for schedule(static) num_threads(threads)
  for (int64_t t = 0; t < threads; t++) {
    float *gwt = gw + t * d, *gbt = gb + t * d;
    for (int64_t r = rows * t / threads; r < rows * (t + 1) / threads; r++) {
      const uint16_t *xr = x + r * d, *gr = g + r * d;
      uint16_t *out = gx + r * d;
      float m = mean[r], k = rstd[r], a = 0, c = 0;
#pragma omp simd reduction(+ : a, c)
      for (int64_t i = 0; i < d; i++) {
        float h = (up(xr[i]) - m) * k, gi = up(gr[i]), gwi = gi * w[i];
        a += gwi;
        c += gwi * h;
        gwt[i] += gi * h;
        gbt[i] += gi;
      }
      a /= d;
      c /= d;
#pragma omp simd
      for (int64_t i = 0; i < d; i++) {
        float h = (up(xr[i]) - m) * k;
        out[i] = down(k * (up(gr[i]) * w[i] - a - h * c));
      }
    }
  }
}
