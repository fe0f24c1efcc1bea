/* nngen's random numbers in C99, bit for bit those of the Go package runtime/rng:
   Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405) without any
   state. A stream is named by an element, an object and a purpose; number n of it
   is a function of these. Compile as nngen_elementary.h. */
#ifndef NNGEN_RANDOM_H
#define NNGEN_RANDOM_H

#include <math.h>
#include <stdint.h>

#include "nngen_elementary.h"

/* Words 2n and 2n+1 of a stream as one number. */
static inline uint64_t nngen_bits64(uint32_t element, uint32_t object, uint32_t purpose, uint64_t n) {
    uint32_t c0 = (uint32_t)(n / 2), c1 = purpose, c2 = element, c3 = object, k0 = 0, k1 = 0;
    int i;
    for (i = 0; i < 10; i++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return n % 2 ? (uint64_t)c2 << 32 | c3 : (uint64_t)c0 << 32 | c1;
}

/* Uniform on [0, 1): a multiple of 2^-53. The names are whole numbers. */
static inline double nngen_unit(double element, double object, double purpose, double n) {
    return (double)(nngen_bits64((uint32_t)element, (uint32_t)object, (uint32_t)purpose, (uint64_t)n) >> 11) * 0x1p-53;
}

/* Uniform on (0, 1): an odd multiple of 2^-53. */
static inline double nngen_open(double element, double object, double purpose, double n) {
    return (double)(nngen_bits64((uint32_t)element, (uint32_t)object, (uint32_t)purpose, (uint64_t)n) >> 12 << 1 | 1) * 0x1p-53;
}

/* A quotient of polynomials by Horner's rule, constant terms first. */
static inline double nngen_rational(const double *num, const double *den, double x) {
    double n = num[7], d = den[7];
    int i;
    for (i = 6; i >= 0; i--) {
        n = n * x + num[i];
        d = d * x + den[i];
    }
    return n / d;
}

/* Coefficients of AS 241, PPND16. */
static const double nngen_probit_centre_num[8] = {
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
};
static const double nngen_probit_centre_den[8] = {
    1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
};
static const double nngen_probit_middle_num[8] = {
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
};
static const double nngen_probit_middle_den[8] = {
    1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
};
static const double nngen_probit_tail_num[8] = {
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
};
static const double nngen_probit_tail_den[8] = {
    1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
};

/* The inverse of the cumulative normal distribution for p in (0, 1) (Wichura 1988,
   doi:10.2307/2347330). */
static inline double nngen_probit(double p) {
    double q = p - 0.5, tail = p, r, z;
    if (q >= -0.425 && q <= 0.425)
        return q * nngen_rational(nngen_probit_centre_num, nngen_probit_centre_den, 0.180625 - q * q);
    if (q > 0) tail = 1 - p;
    r = sqrt(-nngen_log(tail));
    if (r <= 5)
        z = nngen_rational(nngen_probit_middle_num, nngen_probit_middle_den, r - 1.6);
    else
        z = nngen_rational(nngen_probit_tail_num, nngen_probit_tail_den, r - 5);
    return q < 0 ? -z : z;
}

/* Attempt k of draw n, for rejection methods: four words, which no other draw uses. */
static inline void nngen_attempt(double element, double object, double purpose, double number, uint32_t k, uint64_t words[2]) {
    uint64_t n = (uint64_t)number;
    uint32_t c0 = (uint32_t)n, c1 = (uint32_t)purpose, c2 = (uint32_t)element, c3 = (uint32_t)object;
    uint32_t k0 = k + 1, k1 = (uint32_t)(n >> 32);
    int i;
    for (i = 0; i < 10; i++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    words[0] = (uint64_t)c0 << 32 | c1;
    words[1] = (uint64_t)c2 << 32 | c3;
}

/* The gamma distribution of Marsaglia & Tsang 2000 (doi:10.1145/358407.358414);
   NaN unless both parameters are positive and finite. */
static inline double nngen_gamma(double element, double object, double purpose, double n, double shape, double scale) {
    double boost = 1, d, c;
    uint32_t k;
    if (!(shape > 0 && scale > 0) || shape > 0x1.fffffffffffffp1023 || scale > 0x1.fffffffffffffp1023) return NAN;
    if (shape < 1) {
        boost = nngen_pow(nngen_open(element, object, purpose, n), 1 / shape);
        shape += 1;
    }
    d = shape - 1.0 / 3;
    c = 1 / sqrt(9 * d);
    for (k = 0;; k++) {
        uint64_t w[2];
        double x, v, u;
        nngen_attempt(element, object, purpose, n, k, w);
        x = nngen_probit((double)(w[0] >> 12 << 1 | 1) * 0x1p-53);
        v = 1 + c * x;
        if (v <= 0) continue;
        v = v * v * v;
        u = (double)(w[1] >> 12 << 1 | 1) * 0x1p-53;
        if (nngen_log(u) < 0.5 * x * x + d * (1 - v + nngen_log(v))) return d * v * boost * scale;
    }
}

/* The von Mises distribution of Best & Fisher 1979 (doi:10.2307/2346732). */
static inline double nngen_vonmises(double element, double object, double purpose, double n, double mu, double kappa) {
    const double pi = 3.14159265358979311600;
    double tau, rho, r;
    uint32_t k;
    if (!(kappa >= 0)) return NAN;
    if (kappa < 1e-8) return mu + pi * (2 * nngen_open(element, object, purpose, n) - 1);
    if (kappa > 1e6) return mu + nngen_probit(nngen_open(element, object, purpose, n)) / sqrt(kappa);
    tau = 1 + sqrt(1 + 4 * kappa * kappa);
    rho = (tau - sqrt(2 * tau)) / (2 * kappa);
    r = (1 + rho * rho) / (2 * rho);
    for (k = 0;; k++) {
        uint64_t w[2];
        double z, f, c, u;
        nngen_attempt(element, object, purpose, n, k, w);
        z = nngen_cos(pi * ((double)(w[0] >> 11) * 0x1p-53));
        f = (1 + r * z) / (r + z);
        c = kappa * (r - f);
        u = (double)(w[1] >> 12 << 1 | 1) * 0x1p-53;
        if (c * (2 - c) > u || nngen_log(c / u) + 1 >= c) {
            double angle = nngen_acos(f < -1 ? -1 : f > 1 ? 1 : f);
            uint64_t pair = nngen_bits64((uint32_t)element, (uint32_t)object, (uint32_t)purpose, (uint64_t)n / 2);
            uint32_t word = (uint64_t)n % 2 ? (uint32_t)pair : (uint32_t)(pair >> 32);
            return word & 1 ? mu - angle : mu + angle;
        }
    }
}

/* Unimodal distributions of counts as ratios of neighbours, summed outwards from the
   mode: Poisson where trials < 0, else binomial with these odds. */
static inline double nngen_count_up(double trials, double x, double k) {
    return trials < 0 ? x / (k + 1) : (trials - k) / (k + 1) * x;
}

/* The first count whose weight matters, and its weight. */
static inline double nngen_count_first(double trials, double x, double mode, double *start) {
    double first = mode, w;
    for (*start = 1; first > 0; first -= 1, *start = w) {
        w = *start / nngen_count_up(trials, x, first - 1);
        if (w < 0x1p-80) break;
    }
    return first;
}

/* The smallest count whose cumulative probability exceeds u; with total = 0 the sum
   of all weights; with words it is told from integer thresholds. */
static inline double nngen_count_invert(double trials, double x, double mode, double first, double start, double total, double u, int words) {
    double sum = 0, w = start, k;
    for (k = first;; k += 1) {
        sum += w;
        if (total > 0 && (words ? floor(sum / total * 0x1p32 + 0.5) > u : sum > u * total)) return k;
        if (trials >= 0 && k >= trials) return total > 0 ? k : sum;
        w *= nngen_count_up(trials, x, k);
        if (k >= mode && w < 0x1p-80) return total > 0 ? k : sum;
    }
}

/* Poisson counts, by one word of 32 bits. */
static inline double nngen_poisson(double element, double object, double purpose, double n, double lambda) {
    double mode, start, first, total;
    if (!(lambda >= 0 && lambda <= 1e6)) return 0;
    mode = floor(lambda);
    first = nngen_count_first(-1, lambda, mode, &start);
    total = nngen_count_invert(-1, lambda, mode, first, start, 0, 0, 1);
    return nngen_count_invert(-1, lambda, mode, first, start, total,
        (double)(uint32_t)(nngen_bits64((uint32_t)element, (uint32_t)object, (uint32_t)purpose, (uint64_t)n) >> 32), 1);
}

/* Successes in whole trials of probability p. */
static inline double nngen_binomial(double element, double object, double purpose, double n, double trials, double p) {
    double odds, mode, start, first, total;
    if (!(trials >= 0 && trials <= 4294967295.0)) return NAN;
    trials = floor(trials);
    if (trials == 0 || !(p > 0)) return 0;
    if (p >= 1) return trials;
    odds = p / (1 - p);
    mode = floor((trials + 1) * p);
    if (mode > trials) mode = trials;
    first = nngen_count_first(trials, odds, mode, &start);
    total = nngen_count_invert(trials, odds, mode, first, start, 0, 0, 0);
    return nngen_count_invert(trials, odds, mode, first, start, total, nngen_unit(element, object, purpose, n), 0);
}

#endif
