/* The arithmetic of package fixed in C99: integers of 32 and 64 bits only. Every
 * function gives the bits of the Go function of the same name. */
#ifndef NNGEN_FIXED_H
#define NNGEN_FIXED_H

#include <stdint.h>

/* Where NN_SMALL is defined, operations are functions that are called: less code, a
 * few instructions more. */
#define NN_CALLED static __attribute__((noinline, noclone, unused))
#ifdef NN_SMALL
#define NN_OPERATION NN_CALLED
#else
#define NN_OPERATION static inline
#endif

#define NN_MAX INT32_MAX
#define NN_MIN INT32_MIN

/* nn_cut keeps the lower 32 bits. */
static inline int32_t nn_cut(int64_t x)
{
    return (int32_t) (uint32_t) x;
}

/* nn_sat is x, or the nearest word. */
static inline int32_t nn_sat(int64_t x)
{
    return x > NN_MAX ? NN_MAX : x < NN_MIN ? NN_MIN : (int32_t) x;
}

/* nn_right is x*2^-s, rounded to nearest, halves up. */
static inline int64_t nn_right(int64_t x, int s)
{
    return s == 0 ? x : s > 62 ? 0 : (x + ((int64_t) 1 << ((s - 1) & 63))) >> (s & 63);
}

/* nn_shift is x*2^s, rounded as nn_right where s < 0. */
static inline int64_t nn_shift(int32_t x, int s)
{
    return s >= 0 ? (int64_t) x * ((int64_t) 1 << (s & 63)) : nn_right(x, -s);
}

/* nn_product is a*b*2^-s, rounded as nn_right. */
static inline int64_t nn_product(int32_t a, int32_t b, int s)
{
    return nn_right((int64_t) a * b, s);
}

/* nn_mul and nn_mul_sat are the product as a word. */
NN_OPERATION int32_t nn_mul(int32_t a, int32_t b, int s)
{
    return nn_cut(nn_product(a, b, s));
}

NN_OPERATION int32_t nn_mul_sat(int32_t a, int32_t b, int s)
{
    return nn_sat(nn_product(a, b, s));
}

/* nn_add_sat and nn_sub_sat are sums of shifted words as a word. */
NN_OPERATION int32_t nn_add_sat(int32_t a, int sa, int32_t b, int sb)
{
    return nn_sat(nn_shift(a, sa) + nn_shift(b, sb));
}

NN_OPERATION int32_t nn_sub_sat(int32_t a, int sa, int32_t b, int sb)
{
    return nn_sat(nn_shift(a, sa) - nn_shift(b, sb));
}

static inline int64_t nn_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t nn_greatest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* nn_quotient is (a*2^sa)/(b*2^sb) to nearest, halves away from zero. */
NN_CALLED int64_t nn_quotient(int32_t a, int sa, int32_t b, int sb)
{
    const int64_t n = nn_shift(a, sa), d = nn_shift(b, sb);
    if (d == 0) {
        return n > 0 ? NN_MAX : n < 0 ? NN_MIN : 0;
    }
    int64_t q = n / d, r = n - q * d;
    r = r < 0 ? -r : r;
    if (2 * r >= (d < 0 ? -d : d)) {
        q += (n < 0) == (d < 0) ? 1 : -1;
    }
    return q;
}

/* nn_root is the root of a*2^s, rounded down. */
NN_CALLED int32_t nn_root(int32_t a, int s)
{
    if (a <= 0) {
        return 0;
    }
    uint64_t x = (uint64_t) a << s, root = 0;
    for (uint64_t bit = (uint64_t) 1 << 62; bit != 0; bit >>= 2) {
        if (x >= root + bit) {
            x -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return (int32_t) root;
}

static inline int64_t nn_floor(int32_t a, int frac)
{
    return (int64_t) ((uint64_t) ((int64_t) a >> frac) << frac);
}

static inline int64_t nn_ceil(int32_t a, int frac)
{
    return -(int64_t) ((uint64_t) (-(int64_t) a >> frac) << frac);
}

/* nn_round is the nearest whole number, halves away from zero. */
static inline int64_t nn_round(int32_t a, int frac)
{
    if (frac == 0) {
        return a;
    }
    const int64_t half = (int64_t) 1 << (frac - 1);
    return a < 0 ? -(((-(int64_t) a + half) >> frac) << frac) : (((int64_t) a + half) >> frac) << frac;
}

/* nn_exp2 is 2^(p*2^-32) with out fractional bits. */
NN_CALLED int32_t nn_exp2(int64_t p, int out)
{
    static const int32_t power2[9] = {1518500250, 1052544167, 364784011, 84283003, 14605131, 2024701, 233903, 23161, 2007};
    const int n = (int) (p >> 32);
    const int32_t x = (int32_t) ((int64_t) (uint32_t) p - ((int64_t) 1 << 31));
    int32_t m = power2[8];
    for (int k = 7; k > 0; k--) {
        m = power2[k] + (int32_t) ((int64_t) m * x >> 32);
    }
    const int64_t r = power2[0] + ((int64_t) m * x >> 32);
    const int s = n - 30 + out;
    return s > 0 ? NN_MAX : nn_sat(nn_right(r, -s));
}

/* nn_exp is e^x, x with 25 fractional bits. */
static inline int32_t nn_exp(int32_t x, int out)
{
    return nn_exp2((int64_t) x * 1549082005 >> 23, out);
}

/* nn_tanh is tanh(x), x with 25 fractional bits, with 30. */
NN_CALLED int32_t nn_tanh(int32_t x)
{
    int64_t a = x < 0 ? -(int64_t) x : x;
    a = a > NN_MAX / 2 ? NN_MAX / 2 : a;
    const int64_t e = nn_exp((int32_t) (-2 * a), 30), unit = (int64_t) 1 << 30;
    const int64_t t = (unit - e) * unit / (unit + e);
    return (int32_t) (x < 0 ? -t : t);
}

/* nn_linoid is x/(1 - exp(-x)), both with 25 fractional bits. */
NN_CALLED int32_t nn_linoid(int32_t x)
{
    const int32_t quarter = 1 << 23;
    const int64_t unit = (int64_t) 1 << 30;
    if (x > -quarter && x < quarter) {
        const int32_t q = (int32_t) nn_product(x, x, 25), f = (int32_t) nn_product(q, q, 25);
        return (int32_t) ((1 << 25) + nn_right(x, 1) + nn_product(q, 357913941, 32) - nn_product(f, 5965232, 32));
    }
    if (x > 0) {
        return nn_sat((int64_t) x * unit / (unit - nn_exp(-x, 30)));
    }
    int64_t a = -(int64_t) x;
    a = a > NN_MAX ? NN_MAX : a;
    const int64_t e = nn_exp((int32_t) -a, 30);
    return nn_sat(a * e / (unit - e));
}

/* nn_log2 is the binary logarithm of a word with in fractional bits, with 24. */
NN_CALLED int32_t nn_log2(int32_t x, int in)
{
    if (x <= 0) {
        return NN_MIN;
    }
    int lead = 0;
    uint32_t y = (uint32_t) x;
    for (int s = 16; s > 0; s >>= 1) {
        if (y >> (32 - s) == 0) {
            y <<= s;
            lead += s;
        }
    }
    uint64_t m = y;
    int64_t result = (int64_t) (31 - lead - in) * (1 << 24);
    for (int64_t bit = (int64_t) 1 << 23; bit != 0; bit >>= 1) {
        m = m * m >> 31;
        if (m >> 32 != 0) {
            result += bit;
            m >>= 1;
        }
    }
    return nn_sat(result);
}

static inline int32_t nn_scaled_log(int32_t x, int in, int32_t unit, int out)
{
    return x <= 0 ? NN_MIN : nn_sat(nn_product(nn_log2(x, in), unit, 55 - out));
}

/* nn_log and nn_log10 are logarithms of a word with in fractional bits. */
static inline int32_t nn_log(int32_t x, int in, int out)
{
    return nn_scaled_log(x, in, 1488522236, out);
}

static inline int32_t nn_log10(int32_t x, int in, int out)
{
    return nn_scaled_log(x, in, 646456993, out);
}

/* nn_time is (2k + twice)*h/2, h/2 with 32 more fractional bits than the result. */
NN_CALLED int32_t nn_time(int64_t k, int32_t twice, int64_t wide)
{
    if (2 * k + twice < 0) {
        return 0;
    }
    const uint64_t n = (uint64_t) (2 * k + twice), w = (uint64_t) wide;
    return nn_sat((int64_t) (n * (w >> 32) + (n * (w & 0xffffffff) >> 32)));
}

/* nn_draw is the upper half of number n of a stream of Philox4x32-10 (Salmon et al.
 * 2011, doi:10.1145/2063384.2063405). */
NN_CALLED uint32_t nn_draw(int32_t id1, int32_t id2, int32_t id3, int64_t n)
{
    const uint64_t block = (uint64_t) n / 2;
    uint32_t c0 = (uint32_t) block, c1 = (uint32_t) id3, c2 = (uint32_t) id1, c3 = (uint32_t) id2, k0 = 0, k1 = 0;
    for (int i = 0; i < 10; i++) {
        const uint64_t p0 = (uint64_t) 0xd2511f53u * c0, p1 = (uint64_t) 0xcd9e8d57u * c2;
        c0 = (uint32_t) (p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t) p1;
        c2 = (uint32_t) (p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t) p0;
        k0 += 0x9e3779b9u;
        k1 += 0xbb67ae85u;
    }
    return n & 1 ? c2 : c0;
}

/* nn_unit is uniform on [0, 1), nn_open on (0, 1), with 31 fractional bits. */
static inline int32_t nn_unit(int32_t id1, int32_t id2, int32_t id3, int64_t n)
{
    return (int32_t) (nn_draw(id1, id2, id3, n) >> 1);
}

static inline int32_t nn_open(int32_t id1, int32_t id2, int32_t id3, int64_t n)
{
    return (int32_t) (nn_draw(id1, id2, id3, n) >> 2 << 1 | 1);
}

/* nn_probit is the normal deviate, with 28 fractional bits, below which a part
 * (u + 1/2)*2^-32 lies (the form of Giles 2010, Approximating the erfinv function). */
NN_CALLED int32_t nn_probit(uint32_t u)
{
    static const int32_t centre[] = {-869757, 579331, 2894863, -5385326, -1928031, 21219830, -30436781, -25373470, 374523341, 569972622};
    static const int32_t tail[] = {5619138, 462559, -13425470, 13218695, -7833836, 6222657, -6296260, 4998076, 764845515, 1266233787};
    const uint64_t p = (uint64_t) u << 1 | 1, q = ((uint64_t) 1 << 33) - p;
    uint64_t v = p * q;
    int shift = 0;
    for (; v >> 63 == 0; shift++) {
        v <<= 1;
    }
    const int32_t w = -nn_log((int32_t) (v >> 33), 31 + shift, 24);
    const int32_t *c = w >= 5 << 24 ? tail : centre;
    const int64_t t = w >= 5 << 24 ? nn_root(w, 24) - (7 << 23) : w - (5 << 23);
    int64_t y = c[0];
    for (int k = 1; k < 10; k++) {
        y = c[k] + nn_right(y * t, w >= 5 << 24 ? 25 : 26);
    }
    return (int32_t) nn_right(y * (((int64_t) p - (int64_t) q) >> 2), 31);
}

static inline int32_t nn_normal(int32_t id1, int32_t id2, int32_t id3, int64_t n)
{
    return nn_probit(nn_draw(id1, id2, id3, n));
}

#endif
