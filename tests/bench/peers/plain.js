#!/usr/bin/env node
// Case (a) in JavaScript, path by path over typed arrays.
// Usage: plain.js PATHS SEED; prints JSON.
'use strict';

const YEARS = 30, MONTHS = 12, WEALTH = 1000000, SPENDING = 40000;
const MEAN = [0.07, 0.03, 0.05], SD = [0.18, 0.06, 0.15];
const WEIGHTS = [0.5, 0.3, 0.2];
const CORRELATION = [[1, 0.1, 0.6], [0.1, 1, 0], [0.6, 0, 1]];

// xoshiro128**, seeded by splitmix32: JavaScript's own cannot be seeded.
function generator(seed) {
  const s = new Uint32Array(4);
  for (let i = 0; i < 4; i++) {
    seed = (seed + 0x9e3779b9) | 0;
    let t = seed ^ (seed >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    s[i] = t ^ (t >>> 15);
  }
  const turn = (x, k) => (x << k) | (x >>> (32 - k));
  return () => {
    const out = Math.imul(turn(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turn(s[3], 11);
    return (out + 0.5) / 4294967296;
  };
}

function moments() {
  const factor = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
  const covariance = (i, j) => Math.log(1 + CORRELATION[i][j] * SD[i] * SD[j] /
    ((1 + MEAN[i]) * (1 + MEAN[j]))) / MONTHS;
  const mean = MEAN.map((m, i) =>
    Math.log(1 + m) / MONTHS - covariance(i, i) / 2);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j <= i; j++) {
      let rest = covariance(i, j);
      for (let k = 0; k < j; k++) rest -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(rest) : rest / factor[j][j];
    }
  return [mean, factor];
}

function simulate(paths, seed) {
  const uniform = generator(seed), [mean, factor] = moments();
  const pay = SPENDING / MONTHS, z = new Float64Array(4);
  const history = Array.from({ length: YEARS },
    () => new Float64Array(paths));
  let failed = 0;
  for (let path = 0; path < paths; path++) {
    let wealth = WEALTH, short = false;
    for (let year = 0; year < YEARS; year++) {
      for (let month = 0; month < MONTHS; month++) {
        for (let k = 0; k < 4; k += 2) {
          const r = Math.sqrt(-2 * Math.log(uniform()));
          const angle = 2 * Math.PI * uniform();
          z[k] = r * Math.cos(angle);
          z[k + 1] = r * Math.sin(angle);
        }
        let growth = 0;
        for (let a = 0; a < 3; a++) {
          let log = mean[a];
          for (let k = 0; k <= a; k++) log += factor[a][k] * z[k];
          growth += WEIGHTS[a] * Math.exp(log);
        }
        short = short || wealth < pay - 0.01;
        wealth = Math.max(wealth - pay, 0) * growth;
      }
      history[year][path] = wealth;
    }
    if (short) failed++;
  }
  for (const values of history) values.sort();
  const last = history[YEARS - 1], middle = (paths - 1) / 2;
  return [1 - failed / paths,
    (last[Math.floor(middle)] + last[Math.ceil(middle)]) / 2];
}

const paths = Number(process.argv[2]), seed = Number(process.argv[3]);
const began = process.hrtime.bigint();
const [success, median] = simulate(paths, seed);
const seconds = Number(process.hrtime.bigint() - began) / 1e9;
console.log(JSON.stringify({ success, median, seconds }));
