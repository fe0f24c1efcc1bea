/* nngen's elementary functions in C99, bit for bit those of the Go package
   runtime/elementary, where each algorithm is explained.

   Only + - * / sqrt, floor, comparisons and exact scaling by powers of two
   are used, so every IEEE 754 machine gives the same bits, if the compiler
   does not rearrange: compile with -ffp-contract=off and without -ffast-math
   (and with -msse2 -mfpmath=sse on 32-bit x86). */
#ifndef NNGEN_ELEMENTARY_H
#define NNGEN_ELEMENTARY_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Coefficients, constant terms first. */
static const double nngen_exp_c[11] = {
    0x1p-1, 0x1.5555555555557p-3, 0x1.5555555555556p-5,
    0x1.11111111100d3p-7, 0x1.6c16c16c162cfp-10, 0x1.a01a01abeccc3p-13,
    0x1.a01a01a6db488p-16, 0x1.71de02225a2f3p-19, 0x1.27e4db5bb725ap-22,
    0x1.af4e092e1705bp-26, 0x1.1f7315649f2d7p-29,
};
static const double nngen_log_c[8] = {
    0x1.5555555555555p-1, 0x1.9999999999a39p-2, 0x1.2492492476a1ap-2,
    0x1.c71c7201a55d7p-3, 0x1.745cf8e4bba1bp-3, 0x1.3b1c3c1c81c8fp-3,
    0x1.0fbde0f4ad17bp-3, 0x1.0c0aff044a97p-3,
};
static const double nngen_log_tail_c[8] = {
    0x1.2492492492492p-3, 0x1.c71c71c71c824p-4, 0x1.745d1745a3aecp-4,
    0x1.3b13b16b845ap-4, 0x1.1110f7ed90f7bp-4, 0x1.e1f004ce6b5cap-5,
    0x1.acf7370081675p-5, 0x1.b2ebd5566f66p-5,
};
static const double nngen_sin_c[7] = {
    -0x1.5555555555555p-3, 0x1.111111111111p-7, -0x1.a01a01a019936p-13,
    0x1.71de3a54605eep-19, -0x1.ae64541266378p-26, 0x1.61217ec01749dp-33,
    -0x1.ab17a79237a19p-41,
};
static const double nngen_cos_c[6] = {
    0x1.5555555555555p-5, -0x1.6c16c16c16966p-10, 0x1.a01a019f4e867p-16,
    -0x1.27e4fa17a41b4p-22, 0x1.1eeb68b109173p-29, -0x1.907d7aebd5e3dp-37,
};
static const double nngen_atan_c[12] = {
    -0x1.5555555555555p-2, 0x1.99999999998c5p-3, -0x1.24924924854d3p-3,
    0x1.c71c71bd297ddp-4, -0x1.745d154c29613p-4, 0x1.3b1375c51724bp-4,
    -0x1.110c9c528646fp-4, 0x1.e17074088e2d1p-5, -0x1.ab5964d962e7bp-5,
    0x1.70003d828e51ep-5, -0x1.0f5fd11677ccbp-5, 0x1.e40ade8e6b30dp-7,
};
static const double nngen_asin_c[14] = {
    0x1.5555555555555p-3, 0x1.3333333333388p-4, 0x1.6db6db6dac1ep-5,
    0x1.f1c71c7a52ba3p-6, 0x1.6e8ba123e494cp-6, 0x1.1c4efce23019fp-6,
    0x1.c990ad3d8fdcap-7, 0x1.7b027ee1dd585p-7, 0x1.3b49de7121487p-7,
    0x1.31622469ce5adp-7, 0x1.8f193743418ffp-9, 0x1.406192d124629p-6,
    -0x1.3b416bb7d9257p-6, 0x1.e529c6fce9bb4p-6,
};
static const double nngen_atan_points[3][3] = {
    {0x1p-1, 0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
    {0x1p0, 0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
    {0x1.8p0, 0x1.f730bd281f69bp-1, 0x1.007887af0cbbdp-56},
};
static const double nngen_erf_centre_c[10] = {
    0x1.06eba8214db69p-3, -0x1.812746b0379e6p-2, 0x1.ce2f21a042b29p-4,
    -0x1.b82ce3127f739p-6, 0x1.565bcd0aa6349p-8, -0x1.c02db23d41138p-11,
    0x1.f9a2a6635fe79p-14, -0x1.f4bb9f7301dedp-17, 0x1.b776442df3041p-20,
    -0x1.39fb524e9c1f7p-23,
};
static const double nngen_erf_c[11][17] = {
    {
        0x1.6c1c9759d0e5fp-1, 0x1.b1432f2cbc455p-55, 0x1.492e42d78d2c5p-1,
        -0x1.edc5644353c27p-2, 0x1.b6e8591f66e5bp-6, 0x1.349b5eaa14681p-3,
        -0x1.b42a1890ce37fp-5, -0x1.b847796701a6dp-6, 0x1.2e0afb0bad064p-6,
        0x1.2db333b4ce61bp-9, -0x1.04105cc81dcf1p-8, 0x1.862185356d484p-13,
        0x1.472599ccc2595p-11, -0x1.bd13d8e7a2e3cp-14, -0x1.3da773abd5787p-14,
        0x1.667fa58b0070ap-16, 0x1.d90b2a5b3c8dcp-18,
    },
    {
        0x1.d8865d98abe01p-1, -0x1.fcec4afb974d9p-55, 0x1.e4652fadcb6b2p-3,
        -0x1.2ebf3dcc9f22fp-2, 0x1.571d01c5c56bep-3, -0x1.93a9a7bb7f98dp-8,
        -0x1.8281ce0b35038p-5, 0x1.5d0003af90ad9p-6, 0x1.db43c972c7ebp-9,
        -0x1.75672d12391f6p-8, 0x1.cc2254e6c5b43p-11, 0x1.a0077eba0fde4p-11,
        -0x1.53b153a9f1e2ep-12, -0x1.baa412d8caf14p-15, 0x1.d43a3c0c8982dp-15,
        -0x1.6b00eb2cb6fdap-19, -0x1.a6335ffe5558p-18,
    },
    {
        0x1.f92d077f8d56dp-1, 0x1.8b55ef493fce7p-56, 0x1.b055303221015p-5,
        -0x1.7a4a8a2bdce13p-4, 0x1.7148c3d57c312p-4, -0x1.8a0da54306125p-5,
        0x1.b22257dd0153ap-8, 0x1.25b378c922971p-7, -0x1.8d10fb6b9fcfap-8,
        0x1.7ec1d1fe41acfp-11, 0x1.d4cf0b1e9b698p-11, -0x1.d041fa2455146p-12,
        -0x1.6d7699737ccc9p-18, 0x1.200b75b2a369cp-14, -0x1.292ef32b13eefp-16,
        -0x1.39018723e6d46p-18, 0x1.ad30b7d500933p-19,
    },
    {
        0x1.ff404760319b4p-1, 0x1.f142071432025p-56, 0x1.d4143a9dfe965p-8,
        -0x1.074b60f8df349p-6, 0x1.63ef61e824425p-6, -0x1.38a9832789088p-6,
        0x1.5d3b17bbe0e84p-7, -0x1.7cae0d45d1827p-9, -0x1.5f8313b693564p-11,
        0x1.0602e34e91dccp-10, -0x1.8352cd44d5e03p-12, -0x1.80c2a51bfb5fp-17,
        0x1.113243abbd515p-14, -0x1.7c9628114e88p-16, -0x1.665eeb75454dp-20,
        0x1.c604970ebb8a5p-19, -0x1.bd485bc90d8ffp-21,
    },
    {
        0x1.fff2cfb0453d9p-1, 0x1.9a913686042a3p-55, 0x1.3360ccd23db3ap-11,
        -0x1.a6a519a114d6ep-10, 0x1.69cf466ccdf61p-9, -0x1.ab0c273ac282fp-9,
        0x1.6935960664e12p-9, -0x1.b2755bfd49744p-10, 0x1.52b6263ef157p-11,
        -0x1.7557732aef7d8p-14, -0x1.2abb3c73d4612p-14, 0x1.cd5961467fceep-15,
        -0x1.09d0c676b8423p-16, -0x1.2027571ce8a4bp-20, 0x1.68d13bee085f9p-19,
        -0x1.ddb4fc18278c9p-21, -0x1.7133badf192e3p-28,
    },
    {
        0x1.ffff6f9f67e55p-1, 0x1.e1e4483ba034bp-55, 0x1.e9b5e8d00ce77p-16,
        -0x1.8de3cd290a7c7p-14, 0x1.9aa489e3cad21p-13, -0x1.2c7d5ef053abap-12,
        0x1.490a4d230ea4bp-12, -0x1.145464ea53367p-12, 0x1.647f721c1caf3p-13,
        -0x1.567479968d821p-14, 0x1.b2c320042cdb4p-16, -0x1.389435464ebf4p-19,
        -0x1.8070793b524a7p-19, 0x1.ff5b0dda40037p-20, -0x1.265e2758aae91p-21,
        -0x1.9474cda205f5cp-29, 0x1.2035ab3c66578p-24,
    },
    {
        0x1.fffffc2f171e3p-1, 0x1.85edd0395f475p-55, 0x1.d9371e2ff7c35p-21,
        -0x1.bba3ac4cf8465p-19, 0x1.0b6a7b0f1b588p-17, -0x1.d06f586094603p-17,
        0x1.3436bc9fc44f7p-16, -0x1.4357b55446d3bp-16, 0x1.110de49c205bfp-16,
        -0x1.7566bf05da612p-17, 0x1.99f5c532bb4acp-18, -0x1.5d68f52907684p-19,
        0x1.a043307b5f034p-21, -0x1.835991bf3a5d4p-24, -0x1.eca5f5569cd4p-25,
        0x1.7133b91983267p-25, -0x1.e13f0db779cf9p-27,
    },
    {
        0x1.fffffff01a8b6p-1, 0x1.23370eca5ca6ap-60, 0x1.155a09065d4f7p-26,
        -0x1.26afa996c31b1p-24, 0x1.95ea6fdffb39p-23, -0x1.96ba7366c5762p-22,
        0x1.3b468019be493p-21, -0x1.8868e1d0a7cbcp-21, 0x1.916e922f9294cp-21,
        -0x1.566f0257044a5p-21, 0x1.eab4e76e4266cp-22, -0x1.275887d66f6cap-22,
        0x1.27d95f4973dbap-23, -0x1.e05aa8744cbb7p-25, 0x1.2652ee55284c9p-26,
        -0x1.8d5063f9bbfebp-29, -0x1.fbe65c70e963bp-32,
    },
    {
        0x1.ffffffffd759dp-1, 0x1.f7bee7eb2342p-55, 0x1.8a61745ec7d1dp-33,
        -0x1.d453ba308dc61p-31, 0x1.6a8aeba4765d7p-29, -0x1.9b017abbcce5cp-28,
        0x1.6b43c95301477p-27, -0x1.042f2a6c672b5p-26, 0x1.35dc8319c7e48p-26,
        -0x1.3834e30c8ba3p-26, 0x1.0d4cf4658182bp-26, -0x1.90aaa27e76addp-27,
        0x1.01e4cc7a0fbafp-27, -0x1.1ed38869b1eap-28, 0x1.11d90f0e97db1p-29,
        -0x1.c08288e6abc1bp-31, 0x1.2042733d1140dp-32,
    },
    {
        0x1.ffffffffffc05p-1, 0x1.07ba96a6b2e1ap-55, 0x1.5422ef5d8949dp-40,
        -0x1.be6dda2acc178p-38, 0x1.7f8a0f3e24269p-36, -0x1.e4cb4ae823368p-35,
        0x1.e044b3eab55b8p-34, -0x1.83ea4c05d949fp-33, 0x1.065958bfdf4aep-32,
        -0x1.2ec53fc860171p-32, 0x1.2e385ab0c2df5p-32, -0x1.07839e41fb1eep-32,
        0x1.94273958ffeedp-33, -0x1.1168f63ca58b4p-33, 0x1.4803b19e9e49fp-34,
        -0x1.6ba6bda3b5f6dp-35, 0x1.4f64807e4b482p-36,
    },
    {
        0x1.ffffffffffffcp-1, 0x1.8115fd1b12786p-56, 0x1.63daf8b4b1e0cp-48,
        -0x1.ff8ac58400682p-46, 0x1.e2d06d6fdb699p-44, -0x1.505d952c32bedp-42,
        0x1.70b701141f92ap-41, -0x1.4aed69c0755d9p-40, 0x1.f3c5935702e1ap-40,
        -0x1.43c0e76ad620ep-39, 0x1.6d18ce9b11972p-39, -0x1.6a577387fbb15p-39,
        0x1.3f0c1d84c6a01p-39, -0x1.f42ee04dbf586p-40, 0x1.612076c77b0b3p-40,
        -0x1.e0bebdb52146cp-41, 0x1.0f323429ffe37p-41,
    },
};
/* Digits of 2/pi in base 2^24. */
static const double nngen_two_over_pi[52] = {
    0xA2F983, 0x6E4E44, 0x1529FC, 0x2757D1, 0xF534DD, 0xC0DB62,
    0x95993C, 0x439041, 0xFE5163, 0xABDEBB, 0xC561B7, 0x246E3A,
    0x424DD2, 0xE00649, 0x2EEA09, 0xD1921C, 0xFE1DEB, 0x1CB129,
    0xA73EE8, 0x8235F5, 0x2EBB44, 0x84E99C, 0x7026B4, 0x5F7E41,
    0x3991D6, 0x398353, 0x39F49C, 0x845F8B, 0xBDF928, 0x3B1FF8,
    0x97FFDE, 0x05980F, 0xEF2F11, 0x8B5A0A, 0x6D1F6D, 0x367ECF,
    0x27CB09, 0xB74F46, 0x3F669E, 0x5FEA2D, 0x7527BA, 0xC7EBE5,
    0xF17B3D, 0x0739F7, 0x8A5292, 0xEA6BFB, 0x5FB11F, 0x8D5D08,
    0x560330, 0x46FC7B, 0x6BABF0, 0xCFBC20,
};

#define NNGEN_LN2_HI 0x1.62e42fefa38p-1
#define NNGEN_LN2_LO 0x1.ef35793c7673p-45
#define NNGEN_LOG2E 0x1.71547652b82fep0
#define NNGEN_PIO2_A 0x1.921fb544p0
#define NNGEN_PIO2_B 0x1.0b4611a6p-34
#define NNGEN_PIO2_C 0x1.3198a2ep-69
#define NNGEN_PIO2_D 0x1.b839a252049c1p-104
#define NNGEN_TWO_OVER_PI 0x1.45f306dc9c883p-1
#define NNGEN_PIO2_HI 0x1.921fb54442d18p0
#define NNGEN_PIO2_LO 0x1.1a62633145c07p-54
#define NNGEN_THIRD_HI 0x1.5555555555555p-2
#define NNGEN_THIRD_LO 0x1.5555555555555p-56
#define NNGEN_FIFTH_HI 0x1.999999999999ap-3
#define NNGEN_FIFTH_LO (-0x1.999999999999ap-57)
#define NNGEN_LOG10E_HI 0x1.bcb7b1526e50ep-2
#define NNGEN_LOG10E_LO 0x1.95355baaafad3p-57
#define NNGEN_SQRT_HALF 0x1.6a09e667f3bcdp-1
#define NNGEN_ROUND_SHIFT 0x1.8p52

typedef struct { double hi, lo; } nngen_dd;
typedef struct { double k, r, p; } nngen_exp_parts;

static inline uint64_t nngen_bits(double x) {
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

static inline double nngen_from_bits(uint64_t b) {
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

/* a + b and a * b as exact sums of two numbers. */
static inline nngen_dd nngen_two_sum(double a, double b) {
    double s = a + b, t = s - a;
    nngen_dd r = {s, (a - (s - t)) + (b - t)};
    return r;
}

static inline nngen_dd nngen_fast_two_sum(double a, double b) {
    double s = a + b;
    nngen_dd r = {s, b - (s - a)};
    return r;
}

static inline nngen_dd nngen_two_prod(double a, double b) {
    double p = a * b;
    double t = 0x8000001 * a, ah = t - (t - a), al = a - ah;
    double u = 0x8000001 * b, bh = u - (u - b), bl = b - bh;
    double e = ah * bh - p;
    e += ah * bl;
    e += al * bh;
    nngen_dd r = {p, e + al * bl};
    return r;
}

static inline nngen_dd nngen_divide(double ah, double al, double bh, double bl) {
    double q = ah / bh;
    nngen_dd p = nngen_two_prod(q, bh);
    return nngen_fast_two_sum(q, (((ah - p.hi) - p.lo) + al - q * bl) / bh);
}

static inline double nngen_horner(const double *c, int n, double x) {
    double y = c[n - 1];
    for (int i = n - 2; i >= 0; i--) y = y * x + c[i];
    return y;
}

/* 2^k, y * 2^k, and x = m * 2^k with sqrt(1/2) <= m < sqrt(2). */
static inline double nngen_pow2(int64_t k) { return nngen_from_bits((uint64_t)(k + 1023) << 52); }

static inline double nngen_scale(double y, int64_t k) {
    int64_t half = (k - (k & 1)) / 2;
    return y * nngen_pow2(half) * nngen_pow2(k - half);
}

static inline double nngen_reduce(double x, double *k) {
    double shift = 0, m;
    uint64_t b;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        shift = -54;
    }
    b = nngen_bits(x);
    m = nngen_from_bits((b & 0xFFFFFFFFFFFFF) | (uint64_t)1022 << 52);
    *k = (double)((int64_t)(b >> 52) - 1022) + shift;
    if (m < NNGEN_SQRT_HALF) {
        m *= 2;
        *k -= 1;
    }
    return m;
}

static inline double nngen_size(double x) { return x < 0 ? -x : x; }
static inline double nngen_odd(double x, double y) { return x < 0 ? -y : y; }

/* e^(x+xl) = 2^k (1 + r + p). */
static inline nngen_exp_parts nngen_exp_split(double x, double xl) {
    const double *c = nngen_exp_c;
    double k = (x * NNGEN_LOG2E + NNGEN_ROUND_SHIFT) - NNGEN_ROUND_SHIFT;
    double a = x - k * NNGEN_LN2_HI;
    double b = k * NNGEN_LN2_LO - xl;
    double r = a - b;
    double rl = (a - r) - b;
    double z = r * r, z2 = z * z;
    double low = (c[0] + c[1] * r) + z * (c[2] + c[3] * r);
    double mid = (c[4] + c[5] * r) + z * (c[6] + c[7] * r);
    double high = (c[8] + c[9] * r) + z * c[10];
    nngen_exp_parts e = {k, r, z * (low + z2 * (mid + z2 * high)) + (rl + rl * r)};
    return e;
}

static inline double nngen_one_plus(double r, double p) {
    nngen_dd s = nngen_fast_two_sum(1, r);
    return s.hi + (s.lo + p);
}

static inline double nngen_exp(double x) {
    nngen_exp_parts e;
    if (x != x) return x;
    if (x > 710) x = 710;
    if (x < -746) x = -746;
    e = nngen_exp_split(x, 0);
    return nngen_scale(nngen_one_plus(e.r, e.p), (int64_t)e.k);
}

static inline nngen_dd nngen_expm1_split(double x, double xl) {
    nngen_exp_parts e = nngen_exp_split(x, xl);
    double s = nngen_pow2((int64_t)e.k);
    nngen_dd a = nngen_two_sum(s, -1);
    nngen_dd h = nngen_two_sum(a.hi, s * e.r);
    return nngen_fast_two_sum(h.hi, (a.lo + h.lo) + s * e.p);
}

static inline double nngen_expm1(double x) {
    if (x != x || (x > -0x1p-54 && x < 0x1p-54)) return x;
    if (x > 60) return nngen_exp(x);
    if (x < -60) return -1;
    return nngen_expm1_split(x, 0).hi;
}

/* (e^x - 1)/x, 1 at 0. */
static inline double nngen_exprel(double x) {
    nngen_dd m;
    if (x != x) return x;
    if (x > -0x1p-54 && x < 0x1p-54) return 1;
    if (x < -60) return -1 / x;
    if (x > 730) return INFINITY;
    if (x > 60) {
        nngen_exp_parts e = nngen_exp_split(x, 0);
        nngen_dd y = nngen_fast_two_sum(1, e.r);
        return nngen_scale(nngen_divide(y.hi, y.lo + e.p, x, 0).hi, (int64_t)e.k);
    }
    m = nngen_expm1_split(x, 0);
    return nngen_divide(m.hi, m.lo, x, 0).hi;
}

/* x/(1 - exp(-x/s)), s at x = 0. */
static inline double nngen_linoid(double x, double s) {
    double z, zl, size, up = 1, down = 1;
    nngen_dd p, m;
    if (x == 0) return s + x;
    z = x / s;
    if (z != z) return NAN;
    if (z > -0x1p-54 && z < 0x1p-54) return s + 0.5 * x;
    if (z > 60) return x;
    if (z < -1400) return 0 * s;
    size = nngen_size(x);
    if (size > 0x1p400) {
        up = 0x1p500;
        down = 0x1p-500;
    } else if (size < 0x1p-400) {
        up = 0x1p-500;
        down = 0x1p500;
    }
    x *= down;
    s *= down;
    p = nngen_two_prod(z, s);
    zl = ((x - p.hi) - p.lo) / s;
    if (z < -60) {
        nngen_exp_parts e = nngen_exp_split(z, zl);
        nngen_dd y = nngen_fast_two_sum(1, e.r);
        nngen_dd a = nngen_two_prod(-x, y.hi);
        return nngen_scale(a.hi + (a.lo - x * (y.lo + e.p)), (int64_t)e.k) * up;
    }
    m = nngen_expm1_split(-z, -zl);
    return nngen_divide(-x, 0, m.hi, m.lo).hi * up;
}

static inline double nngen_tanh(double x) {
    double a = nngen_size(x);
    nngen_dd m, d;
    if (x != x || a < 0x1p-28) return x;
    if (a > 22) return nngen_odd(x, 1);
    m = nngen_expm1_split(2 * a, 0);
    d = nngen_two_sum(2, m.hi);
    return nngen_odd(x, nngen_divide(m.hi, m.lo, d.hi, d.lo + m.lo).hi);
}

/* e^x/2 for x > 0. */
static inline double nngen_half_exp(double x) {
    nngen_exp_parts e = nngen_exp_split(x > 720 ? 720 : x, 0);
    return nngen_scale(nngen_one_plus(e.r, e.p), (int64_t)e.k - 1);
}

static inline double nngen_sinh(double x) {
    double a = nngen_size(x);
    nngen_dd m, e, q, s;
    if (x != x || a < 0x1p-28) return x;
    if (a > 40) return nngen_odd(x, nngen_half_exp(a));
    m = nngen_expm1_split(a, 0);
    e = nngen_two_sum(1, m.hi);
    q = nngen_divide(m.hi, m.lo, e.hi, e.lo + m.lo);
    s = nngen_two_sum(m.hi, q.hi);
    return nngen_odd(x, 0.5 * (s.hi + (s.lo + (m.lo + q.lo))));
}

static inline double nngen_cosh(double x) {
    double a = nngen_size(x);
    nngen_dd m, e, q, s;
    if (x != x) return x;
    if (a > 40) return nngen_half_exp(a);
    m = nngen_expm1_split(a, 0);
    e = nngen_two_sum(1, m.hi);
    e.lo += m.lo;
    q = nngen_divide(1, 0, e.hi, e.lo);
    s = nngen_two_sum(e.hi, q.hi);
    return 0.5 * (s.hi + (s.lo + (e.lo + q.lo)));
}

/* log((1+f) * 2^k) + extra. */
static inline double nngen_log_sum(double f, double k, double extra) {
    const double *c = nngen_log_c;
    double s = f / (2 + f);
    double z = s * s, w = z * z;
    double low = (c[0] + c[1] * z) + w * (c[2] + c[3] * z);
    double high = (c[4] + c[5] * z) + w * (c[6] + c[7] * z);
    double r = z * (low + w * w * high);
    double h = 0.5 * f * f;
    double small = s * (h + r) + (k * NNGEN_LN2_LO + extra);
    return k * NNGEN_LN2_HI - ((h - small) - f);
}

static inline double nngen_log(double x) {
    double k, m;
    if (x != x || x > 0x1.fffffffffffffp1023) return x;
    if (x == 0) return -INFINITY;
    if (x < 0) return NAN;
    m = nngen_reduce(x, &k);
    return nngen_log_sum(m - 1, k, 0);
}

static inline double nngen_log1p(double x) {
    double k, m;
    nngen_dd u;
    if (x != x || x > 0x1.fffffffffffffp1023 || (x > -0x1p-54 && x < 0x1p-54)) return x;
    if (x == -1) return -INFINITY;
    if (x < -1) return NAN;
    u = nngen_two_sum(1, x);
    m = nngen_reduce(u.hi, &k);
    if (k == 0) return nngen_log_sum(x, 0, 0);
    if (k > 100) return nngen_log_sum(m - 1, k, 0);
    return nngen_log_sum(m - 1, k, u.lo * nngen_pow2(-(int64_t)k) / m);
}

static inline nngen_dd nngen_log_split(double x) {
    double k, m = nngen_reduce(x, &k), tail;
    nngen_dd d = nngen_two_sum(1, m);
    nngen_dd s = nngen_divide(m - 1, 0, d.hi, d.lo);
    nngen_dd z = nngen_two_prod(s.hi, s.hi), a, b, c, h, t;
    z.lo += 2 * (s.hi * s.lo);
    tail = z.hi * nngen_horner(nngen_log_tail_c, 8, z.hi);
    a = nngen_fast_two_sum(NNGEN_FIFTH_HI, tail + NNGEN_FIFTH_LO);
    b = nngen_two_prod(z.hi, a.hi);
    b.lo += z.hi * a.lo + z.lo * a.hi;
    a = nngen_two_sum(NNGEN_THIRD_HI, b.hi);
    a.lo += b.lo + NNGEN_THIRD_LO;
    b = nngen_two_prod(z.hi, a.hi);
    b.lo += z.hi * a.lo + z.lo * a.hi;
    s.hi *= 2;
    s.lo *= 2;
    c = nngen_two_prod(s.hi, b.hi);
    c.lo += s.hi * b.lo + s.lo * b.hi;
    h = nngen_fast_two_sum(s.hi, c.hi);
    h.lo += c.lo + s.lo;
    t = nngen_two_sum(k * NNGEN_LN2_HI, h.hi);
    return nngen_fast_two_sum(t.hi, t.lo + (h.lo + k * NNGEN_LN2_LO));
}

static inline double nngen_log10(double x) {
    nngen_dd l, p;
    if (x != x || x > 0x1.fffffffffffffp1023) return x;
    if (x == 0) return -INFINITY;
    if (x < 0) return NAN;
    l = nngen_log_split(x);
    p = nngen_two_prod(l.hi, NNGEN_LOG10E_HI);
    return p.hi + (p.lo + (l.hi * NNGEN_LOG10E_LO + l.lo * NNGEN_LOG10E_HI));
}

static inline double nngen_pow(double x, double y) {
    const double big = 0x1.fffffffffffffp1023;
    int whole, odd;
    double sign, size;
    nngen_dd l, p;
    nngen_exp_parts e;
    if (y == 0 || x == 1) return 1;
    if (x != x || y != y) return x + y;
    whole = y == floor(y);
    odd = whole && y * 0.5 != floor(y * 0.5);
    sign = odd && nngen_bits(x) >> 63 ? -1 : 1;
    size = fabs(x);
    if (x < 0 && !whole && size <= big && fabs(y) <= big) return NAN;
    if (size == 1 && fabs(y) > big) return 1;
    if (size == 0 || size > big || fabs(y) > big)
        return (size > 1) == (y > 0) ? sign * INFINITY : sign * 0;
    if (y > 0x1p66) y = 0x1p66;
    if (y < -0x1p66) y = -0x1p66;
    l = nngen_log_split(size);
    p = nngen_two_prod(y, l.hi);
    p = nngen_fast_two_sum(p.hi, p.lo + y * l.lo);
    if (p.hi > 710) return sign * INFINITY;
    if (p.hi < -746) return sign * 0;
    e = nngen_exp_split(p.hi, p.lo);
    return nngen_scale(sign * nngen_one_plus(e.r, e.p), (int64_t)e.k);
}

static inline double nngen_erf(double x) {
    double a = nngen_size(x), t;
    const double *c;
    int i;
    if (x != x) return x;
    if (a < 0.5) return x + x * nngen_horner(nngen_erf_centre_c, 10, x * x);
    if (a >= 6) return nngen_odd(x, 1);
    i = (int)(2 * a) - 1;
    c = nngen_erf_c[i];
    t = a - (0.5 * i + 0.75);
    return nngen_odd(x, c[0] + (c[1] + t * nngen_horner(c + 2, 15, t)));
}

/* x = n*pi/2 + hi + lo modulo 2 pi, for large x > 0. */
static inline int nngen_far_quadrant(double x, nngen_dd *rest) {
    int q = ((int)(nngen_bits(x) >> 52) - 1023) / 24, n;
    double part = x * nngen_pow2(-24 * q), digit[4], sum[8], first, second, third;
    nngen_dd h, p;
    for (int i = 0; i < 4; i++) {
        digit[i] = floor(part);
        part = (part - digit[i]) * 0x1p24;
    }
    for (int i = 0; i < 8; i++) {
        sum[i] = 0;
        for (int d = 0; d < 4; d++) {
            int j = i + q - d - 1;
            if (j >= 0) sum[i] += digit[d] * nngen_two_over_pi[j];
        }
    }
    for (int i = 7; i > 0; i--) {
        double carry = floor(sum[i] * 0x1p-24);
        sum[i] -= carry * 0x1p24;
        sum[i - 1] += carry;
    }
    n = (int)((int64_t)sum[0] & 3);
    first = sum[1] * 0x1p-24 + sum[2] * 0x1p-48;
    if (first >= 0.5) {
        first -= 1;
        n = (n + 1) & 3;
    }
    second = sum[3] * 0x1p-72 + sum[4] * 0x1p-96;
    third = sum[5] * 0x1p-120 + sum[6] * 0x1p-144;
    h = nngen_two_sum(first, second);
    h = nngen_fast_two_sum(h.hi, h.lo + third);
    p = nngen_two_prod(h.hi, NNGEN_PIO2_HI);
    *rest = nngen_fast_two_sum(p.hi, p.lo + (h.hi * NNGEN_PIO2_LO + h.lo * NNGEN_PIO2_HI));
    return n;
}

static inline int nngen_quadrant(double x, nngen_dd *rest) {
    double a = nngen_size(x), k;
    nngen_dd h, g;
    if (a <= 0.785) {
        rest->hi = x;
        rest->lo = 0;
        return 0;
    }
    if (a > 0x1p20) {
        int n = nngen_far_quadrant(a, rest);
        if (x < 0) {
            n = (4 - n) & 3;
            rest->hi = -rest->hi;
            rest->lo = -rest->lo;
        }
        return n;
    }
    k = (x * NNGEN_TWO_OVER_PI + NNGEN_ROUND_SHIFT) - NNGEN_ROUND_SHIFT;
    h = nngen_two_sum(x - k * NNGEN_PIO2_A, -(k * NNGEN_PIO2_B));
    g = nngen_two_sum(h.hi, -(k * NNGEN_PIO2_C));
    *rest = nngen_fast_two_sum(g.hi, (h.lo + g.lo) - k * NNGEN_PIO2_D);
    return (int)((int64_t)k & 3);
}

static inline nngen_dd nngen_sin_parts(nngen_dd r) {
    double z = r.hi * r.hi;
    double p = r.hi * z * nngen_horner(nngen_sin_c, 7, z);
    nngen_dd s = {r.hi, p + r.lo * (1 - 0.5 * z)};
    return s;
}

static inline nngen_dd nngen_cos_parts(nngen_dd r) {
    double z = r.hi * r.hi, h = 0.5 * z, w = 1 - h;
    double p = z * z * nngen_horner(nngen_cos_c, 6, z);
    nngen_dd c = {w, ((1 - w) - h) + (p - r.hi * r.lo)};
    return c;
}

static inline double nngen_sin_near(nngen_dd r) {
    nngen_dd s = nngen_sin_parts(r);
    return s.hi + s.lo;
}

static inline double nngen_cos_near(nngen_dd r) {
    nngen_dd c = nngen_cos_parts(r);
    return c.hi + c.lo;
}

static inline double nngen_sin(double x) {
    nngen_dd r;
    int n;
    double y;
    if (x == 0) return x;
    if (x - x != 0) return x - x;
    n = nngen_quadrant(x, &r);
    y = n & 1 ? nngen_cos_near(r) : nngen_sin_near(r);
    return n & 2 ? -y : y;
}

static inline double nngen_cos(double x) {
    nngen_dd r;
    int n;
    double y;
    if (x - x != 0) return x - x;
    n = nngen_quadrant(x, &r);
    y = n & 1 ? nngen_sin_near(r) : nngen_cos_near(r);
    return n == 1 || n == 2 ? -y : y;
}

static inline double nngen_tan(double x) {
    nngen_dd r, s, c;
    int n;
    if (x - x != 0) return x - x;
    if (nngen_size(x) < 0x1p-28) return x;
    n = nngen_quadrant(x, &r);
    s = nngen_sin_parts(r);
    s = nngen_fast_two_sum(s.hi, s.lo);
    c = nngen_cos_parts(r);
    c = nngen_fast_two_sum(c.hi, c.lo);
    return n & 1 ? nngen_divide(-c.hi, -c.lo, s.hi, s.lo).hi : nngen_divide(s.hi, s.lo, c.hi, c.lo).hi;
}

static inline double nngen_atan(double x) {
    double a, t, hi = NNGEN_PIO2_HI, lo = NNGEN_PIO2_LO, z, p;
    const double *base = 0;
    if (x != x || x == 0) return x;
    a = nngen_size(x);
    if (a < 7.0 / 16) {
        z = x * x;
        return x + x * (z * nngen_horner(nngen_atan_c, 12, z));
    }
    if (a < 11.0 / 16) base = nngen_atan_points[0];
    else if (a < 19.0 / 16) base = nngen_atan_points[1];
    else if (a < 39.0 / 16) base = nngen_atan_points[2];
    if (base) {
        t = (a - base[0]) / (1 + base[0] * a);
        hi = base[1];
        lo = base[2];
    } else {
        t = -1 / a;
    }
    z = t * t;
    p = t * (z * nngen_horner(nngen_atan_c, 12, z));
    return nngen_odd(x, hi + (t + (p + lo)));
}

static inline double nngen_asin_tail(double z) { return z * nngen_horner(nngen_asin_c, 14, z); }

/* The arc sine of sqrt(z), z <= 1/4. */
static inline nngen_dd nngen_asin_half(double z) {
    nngen_dd r = {0, 0}, p;
    if (z == 0) return r;
    r.hi = sqrt(z);
    p = nngen_two_prod(r.hi, r.hi);
    r.lo = ((z - p.hi) - p.lo) / (2 * r.hi);
    r.lo = r.lo + r.hi * nngen_asin_tail(z);
    return r;
}

static inline double nngen_asin(double x) {
    double a = nngen_size(x);
    nngen_dd r, u;
    if (x != x || a > 1) return NAN;
    if (a <= 0.5) return x + x * nngen_asin_tail(x * x);
    r = nngen_asin_half(0.5 * (1 - a));
    u = nngen_two_sum(NNGEN_PIO2_HI, -2 * r.hi);
    return nngen_odd(x, u.hi + (u.lo + (NNGEN_PIO2_LO - 2 * r.lo)));
}

static inline double nngen_acos(double x) {
    double a = nngen_size(x);
    nngen_dd r, u;
    if (x != x || a > 1) return NAN;
    if (a <= 0.5) {
        u = nngen_two_sum(NNGEN_PIO2_HI, -x);
        return u.hi + (u.lo + (NNGEN_PIO2_LO - x * nngen_asin_tail(x * x)));
    }
    r = nngen_asin_half(0.5 * (1 - a));
    if (x > 0) return 2 * (r.hi + r.lo);
    u = nngen_two_sum(2 * NNGEN_PIO2_HI, -2 * r.hi);
    return u.hi + (u.lo + (2 * NNGEN_PIO2_LO - 2 * r.lo));
}

static inline double nngen_sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }

#endif
