/**
 * Lengths and areas on the WGS 84 ellipsoid, from longitude and latitude in degrees.
 * Length: Vincenty's inverse formula (Survey Review 23, 1975). Area: authalic latitude with edges straight in the equal-area plane;
 * exact for boxes, within 1e-4 for polygons with edges of a few kilometres.
 */

const a = 6_378_137;
const f = 1 / 298.257223563;
const b = a * (1 - f);
const e2 = f * (2 - f);
const e = Math.sqrt(e2);
const rad = Math.PI / 180;

/** Distance in metres between two lon/lat points in degrees; NaN for nearly antipodal points, where the series diverges. */
export function geodesicLengthM(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const u1 = Math.atan((1 - f) * Math.tan(lat1 * rad));
  const u2 = Math.atan((1 - f) * Math.tan(lat2 * rad));
  const l = (lon2 - lon1) * rad;
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = l;
  for (let round = 0; round < 200; round++) {
    const sinL = Math.sin(lambda);
    const cosL = Math.cos(lambda);
    const sinSigma = Math.hypot(cosU2 * sinL, cosU1 * sinU2 - sinU1 * cosU2 * cosL);
    if (sinSigma === 0) return 0;
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosL;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cosU1 * cosU2 * sinL) / sinSigma;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const cos2Mid = cos2Alpha === 0 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cos2Alpha;
    const c = (f / 16) * cos2Alpha * (4 + f * (4 - 3 * cos2Alpha));
    const inner = cos2Mid + c * cosSigma * (2 * cos2Mid * cos2Mid - 1);
    const next = l + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * inner);
    if (Math.abs(next - lambda) < 1e-12) return lengthOnSphere(cos2Alpha, sigma, sinSigma, cosSigma, cos2Mid);
    lambda = next;
  }
  return Number.NaN;
}

/** Area in square metres of a closed or open ring of interleaved lon, lat in degrees, with the nearer pole if it goes round one; never negative. */
export function geodesicAreaM2(ring: ArrayLike<number>): number {
  const n = ring.length / 2;
  let twice = 0;
  let turned = 0;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    // The shorter way round, because a ring may cross the antimeridian.
    const dLon = wrapDegrees(ring[2 * j] - ring[2 * i]) * rad;
    turned += dLon;
    twice += dLon * (authalicQ(ring[2 * i + 1]) + authalicQ(ring[2 * j + 1]));
  }
  // The sum is the area between the ring and the equator.
  const isRoundPole = Math.abs(turned) > Math.PI;
  const quarters = isRoundPole ? 4 * Math.PI * authalicQ(90) - Math.abs(twice) : Math.abs(twice);
  return (quarters * a * a) / 4;
}

function lengthOnSphere(
  cos2Alpha: number,
  sigma: number,
  sinSigma: number,
  cosSigma: number,
  cos2Mid: number,
): number {
  const uSq = (cos2Alpha * (a * a - b * b)) / (b * b);
  const bigA = 1 + (uSq / 16384) * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq)));
  const bigB = (uSq / 1024) * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)));
  const square = 2 * cos2Mid * cos2Mid - 1;
  const third = (bigB / 6) * cos2Mid * (4 * sinSigma * sinSigma - 3) * (4 * cos2Mid * cos2Mid - 3);
  const delta = bigB * sinSigma * (cos2Mid + (bigB / 4) * (cosSigma * square - third));
  return b * bigA * (sigma - delta);
}

/** q of Snyder 1987, eq. 3-12: a²·q/2·Δlon is the area between the equator and the parallel. */
function authalicQ(latDegrees: number): number {
  const s = Math.sin(latDegrees * rad);
  return (1 - e2) * (s / (1 - e2 * s * s) - Math.log((1 - e * s) / (1 + e * s)) / (2 * e));
}

function wrapDegrees(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360);
}
