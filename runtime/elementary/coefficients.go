package elementary

// Coefficients, constant terms first, as exact hexadecimal literals. The
// polynomials interpolate the function named beside each at the Chebyshev
// points of the interval, in 80-digit arithmetic, and every coefficient is
// rounded to float64; the truncation error stays below 2^-57 of the function
// that is computed from them. They are exported for generators of other
// languages, which must evaluate them in the order of this package.
var (
	// ExpCoefficients: (e^r - 1 - r)/r^2, |r| <= ln(2)/2.
	ExpCoefficients = [11]float64{
		0x1p-1,
		0x1.5555555555557p-3,
		0x1.5555555555556p-5,
		0x1.11111111100d3p-7,
		0x1.6c16c16c162cfp-10,
		0x1.a01a01abeccc3p-13,
		0x1.a01a01a6db488p-16,
		0x1.71de02225a2f3p-19,
		0x1.27e4db5bb725ap-22,
		0x1.af4e092e1705bp-26,
		0x1.1f7315649f2d7p-29,
	}
	// LogCoefficients: (log((1+s)/(1-s))/s - 2)/z, z = s^2 <= 0.02946.
	LogCoefficients = [8]float64{
		0x1.5555555555555p-1,
		0x1.9999999999a39p-2,
		0x1.2492492476a1ap-2,
		0x1.c71c7201a55d7p-3,
		0x1.745cf8e4bba1bp-3,
		0x1.3b1c3c1c81c8fp-3,
		0x1.0fbde0f4ad17bp-3,
		0x1.0c0aff044a97p-3,
	}
	// LogTailCoefficients: (log((1+s)/(1-s))/(2*s) - 1 - z/3 - z^2/5)/z^3.
	LogTailCoefficients = [8]float64{
		0x1.2492492492492p-3,
		0x1.c71c71c71c824p-4,
		0x1.745d1745a3aecp-4,
		0x1.3b13b16b845ap-4,
		0x1.1110f7ed90f7bp-4,
		0x1.e1f004ce6b5cap-5,
		0x1.acf7370081675p-5,
		0x1.b2ebd5566f66p-5,
	}
	// SinCoefficients: (sin(r)/r - 1)/z, z = r^2, |r| <= pi/4.
	SinCoefficients = [7]float64{
		-0x1.5555555555555p-3,
		0x1.111111111111p-7,
		-0x1.a01a01a019936p-13,
		0x1.71de3a54605eep-19,
		-0x1.ae64541266378p-26,
		0x1.61217ec01749dp-33,
		-0x1.ab17a79237a19p-41,
	}
	// CosCoefficients: (cos(r) - 1 + z/2)/z^2.
	CosCoefficients = [6]float64{
		0x1.5555555555555p-5,
		-0x1.6c16c16c16966p-10,
		0x1.a01a019f4e867p-16,
		-0x1.27e4fa17a41b4p-22,
		0x1.1eeb68b109173p-29,
		-0x1.907d7aebd5e3dp-37,
	}
	// AtanCoefficients: (atan(t)/t - 1)/z, z = t^2, |t| <= 7/16.
	AtanCoefficients = [12]float64{
		-0x1.5555555555555p-2,
		0x1.99999999998c5p-3,
		-0x1.24924924854d3p-3,
		0x1.c71c71bd297ddp-4,
		-0x1.745d154c29613p-4,
		0x1.3b1375c51724bp-4,
		-0x1.110c9c528646fp-4,
		0x1.e17074088e2d1p-5,
		-0x1.ab5964d962e7bp-5,
		0x1.70003d828e51ep-5,
		-0x1.0f5fd11677ccbp-5,
		0x1.e40ade8e6b30dp-7,
	}
	// AsinCoefficients: (asin(t)/t - 1)/z, z = t^2 <= 1/4.
	AsinCoefficients = [14]float64{
		0x1.5555555555555p-3,
		0x1.3333333333388p-4,
		0x1.6db6db6dac1ep-5,
		0x1.f1c71c7a52ba3p-6,
		0x1.6e8ba123e494cp-6,
		0x1.1c4efce23019fp-6,
		0x1.c990ad3d8fdcap-7,
		0x1.7b027ee1dd585p-7,
		0x1.3b49de7121487p-7,
		0x1.31622469ce5adp-7,
		0x1.8f193743418ffp-9,
		0x1.406192d124629p-6,
		-0x1.3b416bb7d9257p-6,
		0x1.e529c6fce9bb4p-6,
	}
	// ErfCentreCoefficients: erf(x)/x - 1, z = x^2 <= 1/4.
	ErfCentreCoefficients = [10]float64{
		0x1.06eba8214db69p-3,
		-0x1.812746b0379e6p-2,
		0x1.ce2f21a042b29p-4,
		-0x1.b82ce3127f739p-6,
		0x1.565bcd0aa6349p-8,
		-0x1.c02db23d41138p-11,
		0x1.f9a2a6635fe79p-14,
		-0x1.f4bb9f7301dedp-17,
		0x1.b776442df3041p-20,
		-0x1.39fb524e9c1f7p-23,
	}
	// ErfCoefficients: row i is for (i+1)/2 <= x < (i+2)/2 around the midpoint
	// c: erf(c) as a sum of two numbers, then (erf(c+t) - erf(c))/t.
	ErfCoefficients = [11][17]float64{
		{
			0x1.6c1c9759d0e5fp-1,
			0x1.b1432f2cbc455p-55,
			0x1.492e42d78d2c5p-1,
			-0x1.edc5644353c27p-2,
			0x1.b6e8591f66e5bp-6,
			0x1.349b5eaa14681p-3,
			-0x1.b42a1890ce37fp-5,
			-0x1.b847796701a6dp-6,
			0x1.2e0afb0bad064p-6,
			0x1.2db333b4ce61bp-9,
			-0x1.04105cc81dcf1p-8,
			0x1.862185356d484p-13,
			0x1.472599ccc2595p-11,
			-0x1.bd13d8e7a2e3cp-14,
			-0x1.3da773abd5787p-14,
			0x1.667fa58b0070ap-16,
			0x1.d90b2a5b3c8dcp-18,
		},
		{
			0x1.d8865d98abe01p-1,
			-0x1.fcec4afb974d9p-55,
			0x1.e4652fadcb6b2p-3,
			-0x1.2ebf3dcc9f22fp-2,
			0x1.571d01c5c56bep-3,
			-0x1.93a9a7bb7f98dp-8,
			-0x1.8281ce0b35038p-5,
			0x1.5d0003af90ad9p-6,
			0x1.db43c972c7ebp-9,
			-0x1.75672d12391f6p-8,
			0x1.cc2254e6c5b43p-11,
			0x1.a0077eba0fde4p-11,
			-0x1.53b153a9f1e2ep-12,
			-0x1.baa412d8caf14p-15,
			0x1.d43a3c0c8982dp-15,
			-0x1.6b00eb2cb6fdap-19,
			-0x1.a6335ffe5558p-18,
		},
		{
			0x1.f92d077f8d56dp-1,
			0x1.8b55ef493fce7p-56,
			0x1.b055303221015p-5,
			-0x1.7a4a8a2bdce13p-4,
			0x1.7148c3d57c312p-4,
			-0x1.8a0da54306125p-5,
			0x1.b22257dd0153ap-8,
			0x1.25b378c922971p-7,
			-0x1.8d10fb6b9fcfap-8,
			0x1.7ec1d1fe41acfp-11,
			0x1.d4cf0b1e9b698p-11,
			-0x1.d041fa2455146p-12,
			-0x1.6d7699737ccc9p-18,
			0x1.200b75b2a369cp-14,
			-0x1.292ef32b13eefp-16,
			-0x1.39018723e6d46p-18,
			0x1.ad30b7d500933p-19,
		},
		{
			0x1.ff404760319b4p-1,
			0x1.f142071432025p-56,
			0x1.d4143a9dfe965p-8,
			-0x1.074b60f8df349p-6,
			0x1.63ef61e824425p-6,
			-0x1.38a9832789088p-6,
			0x1.5d3b17bbe0e84p-7,
			-0x1.7cae0d45d1827p-9,
			-0x1.5f8313b693564p-11,
			0x1.0602e34e91dccp-10,
			-0x1.8352cd44d5e03p-12,
			-0x1.80c2a51bfb5fp-17,
			0x1.113243abbd515p-14,
			-0x1.7c9628114e88p-16,
			-0x1.665eeb75454dp-20,
			0x1.c604970ebb8a5p-19,
			-0x1.bd485bc90d8ffp-21,
		},
		{
			0x1.fff2cfb0453d9p-1,
			0x1.9a913686042a3p-55,
			0x1.3360ccd23db3ap-11,
			-0x1.a6a519a114d6ep-10,
			0x1.69cf466ccdf61p-9,
			-0x1.ab0c273ac282fp-9,
			0x1.6935960664e12p-9,
			-0x1.b2755bfd49744p-10,
			0x1.52b6263ef157p-11,
			-0x1.7557732aef7d8p-14,
			-0x1.2abb3c73d4612p-14,
			0x1.cd5961467fceep-15,
			-0x1.09d0c676b8423p-16,
			-0x1.2027571ce8a4bp-20,
			0x1.68d13bee085f9p-19,
			-0x1.ddb4fc18278c9p-21,
			-0x1.7133badf192e3p-28,
		},
		{
			0x1.ffff6f9f67e55p-1,
			0x1.e1e4483ba034bp-55,
			0x1.e9b5e8d00ce77p-16,
			-0x1.8de3cd290a7c7p-14,
			0x1.9aa489e3cad21p-13,
			-0x1.2c7d5ef053abap-12,
			0x1.490a4d230ea4bp-12,
			-0x1.145464ea53367p-12,
			0x1.647f721c1caf3p-13,
			-0x1.567479968d821p-14,
			0x1.b2c320042cdb4p-16,
			-0x1.389435464ebf4p-19,
			-0x1.8070793b524a7p-19,
			0x1.ff5b0dda40037p-20,
			-0x1.265e2758aae91p-21,
			-0x1.9474cda205f5cp-29,
			0x1.2035ab3c66578p-24,
		},
		{
			0x1.fffffc2f171e3p-1,
			0x1.85edd0395f475p-55,
			0x1.d9371e2ff7c35p-21,
			-0x1.bba3ac4cf8465p-19,
			0x1.0b6a7b0f1b588p-17,
			-0x1.d06f586094603p-17,
			0x1.3436bc9fc44f7p-16,
			-0x1.4357b55446d3bp-16,
			0x1.110de49c205bfp-16,
			-0x1.7566bf05da612p-17,
			0x1.99f5c532bb4acp-18,
			-0x1.5d68f52907684p-19,
			0x1.a043307b5f034p-21,
			-0x1.835991bf3a5d4p-24,
			-0x1.eca5f5569cd4p-25,
			0x1.7133b91983267p-25,
			-0x1.e13f0db779cf9p-27,
		},
		{
			0x1.fffffff01a8b6p-1,
			0x1.23370eca5ca6ap-60,
			0x1.155a09065d4f7p-26,
			-0x1.26afa996c31b1p-24,
			0x1.95ea6fdffb39p-23,
			-0x1.96ba7366c5762p-22,
			0x1.3b468019be493p-21,
			-0x1.8868e1d0a7cbcp-21,
			0x1.916e922f9294cp-21,
			-0x1.566f0257044a5p-21,
			0x1.eab4e76e4266cp-22,
			-0x1.275887d66f6cap-22,
			0x1.27d95f4973dbap-23,
			-0x1.e05aa8744cbb7p-25,
			0x1.2652ee55284c9p-26,
			-0x1.8d5063f9bbfebp-29,
			-0x1.fbe65c70e963bp-32,
		},
		{
			0x1.ffffffffd759dp-1,
			0x1.f7bee7eb2342p-55,
			0x1.8a61745ec7d1dp-33,
			-0x1.d453ba308dc61p-31,
			0x1.6a8aeba4765d7p-29,
			-0x1.9b017abbcce5cp-28,
			0x1.6b43c95301477p-27,
			-0x1.042f2a6c672b5p-26,
			0x1.35dc8319c7e48p-26,
			-0x1.3834e30c8ba3p-26,
			0x1.0d4cf4658182bp-26,
			-0x1.90aaa27e76addp-27,
			0x1.01e4cc7a0fbafp-27,
			-0x1.1ed38869b1eap-28,
			0x1.11d90f0e97db1p-29,
			-0x1.c08288e6abc1bp-31,
			0x1.2042733d1140dp-32,
		},
		{
			0x1.ffffffffffc05p-1,
			0x1.07ba96a6b2e1ap-55,
			0x1.5422ef5d8949dp-40,
			-0x1.be6dda2acc178p-38,
			0x1.7f8a0f3e24269p-36,
			-0x1.e4cb4ae823368p-35,
			0x1.e044b3eab55b8p-34,
			-0x1.83ea4c05d949fp-33,
			0x1.065958bfdf4aep-32,
			-0x1.2ec53fc860171p-32,
			0x1.2e385ab0c2df5p-32,
			-0x1.07839e41fb1eep-32,
			0x1.94273958ffeedp-33,
			-0x1.1168f63ca58b4p-33,
			0x1.4803b19e9e49fp-34,
			-0x1.6ba6bda3b5f6dp-35,
			0x1.4f64807e4b482p-36,
		},
		{
			0x1.ffffffffffffcp-1,
			0x1.8115fd1b12786p-56,
			0x1.63daf8b4b1e0cp-48,
			-0x1.ff8ac58400682p-46,
			0x1.e2d06d6fdb699p-44,
			-0x1.505d952c32bedp-42,
			0x1.70b701141f92ap-41,
			-0x1.4aed69c0755d9p-40,
			0x1.f3c5935702e1ap-40,
			-0x1.43c0e76ad620ep-39,
			0x1.6d18ce9b11972p-39,
			-0x1.6a577387fbb15p-39,
			0x1.3f0c1d84c6a01p-39,
			-0x1.f42ee04dbf586p-40,
			0x1.612076c77b0b3p-40,
			-0x1.e0bebdb52146cp-41,
			0x1.0f323429ffe37p-41,
		},
	}
	// AtanPoints: c, and atan(c) as a sum of two numbers.
	AtanPoints = [3][3]float64{
		{0x1p-1, 0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
		{0x1p0, 0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
		{0x1.8p0, 0x1.f730bd281f69bp-1, 0x1.007887af0cbbdp-56},
	}
	// TwoOverPi has the digits of 2/pi in base 2^24, the first after the point.
	TwoOverPi = [52]float64{
		0xA2F983, 0x6E4E44, 0x1529FC, 0x2757D1, 0xF534DD, 0xC0DB62,
		0x95993C, 0x439041, 0xFE5163, 0xABDEBB, 0xC561B7, 0x246E3A,
		0x424DD2, 0xE00649, 0x2EEA09, 0xD1921C, 0xFE1DEB, 0x1CB129,
		0xA73EE8, 0x8235F5, 0x2EBB44, 0x84E99C, 0x7026B4, 0x5F7E41,
		0x3991D6, 0x398353, 0x39F49C, 0x845F8B, 0xBDF928, 0x3B1FF8,
		0x97FFDE, 0x05980F, 0xEF2F11, 0x8B5A0A, 0x6D1F6D, 0x367ECF,
		0x27CB09, 0xB74F46, 0x3F669E, 0x5FEA2D, 0x7527BA, 0xC7EBE5,
		0xF17B3D, 0x0739F7, 0x8A5292, 0xEA6BFB, 0x5FB11F, 0x8D5D08,
		0x560330, 0x46FC7B, 0x6BABF0, 0xCFBC20,
	}
)

// Constants as sums of parts, so that products with small whole numbers are
// exact (Cody & Waite 1980).
const (
	ln2Hi     = 0x1.62e42fefa38p-1
	ln2Lo     = 0x1.ef35793c7673p-45
	log2e     = 0x1.71547652b82fep0
	log10eHi  = 0x1.bcb7b1526e50ep-2
	log10eLo  = 0x1.95355baaafad3p-57
	pio2A     = 0x1.921fb544p0
	pio2B     = 0x1.0b4611a6p-34
	pio2C     = 0x1.3198a2ep-69
	pio2D     = 0x1.b839a252049c1p-104
	twoOverPi = 0x1.45f306dc9c883p-1
	pio2Hi    = 0x1.921fb54442d18p0
	pio2Lo    = 0x1.1a62633145c07p-54
	thirdHi   = 0x1.5555555555555p-2
	thirdLo   = 0x1.5555555555555p-56
	fifthHi   = 0x1.999999999999ap-3
	fifthLo   = -0x1.999999999999ap-57
	sqrtHalf  = 0x1.6a09e667f3bcdp-1
)

// Log2E, Ln2Hi and Ln2Lo are what exp reduces its argument with, for generators
// as the coefficients are.
const (
	Log2E = log2e
	Ln2Hi = ln2Hi
	Ln2Lo = ln2Lo

	SqrtHalf = sqrtHalf // below which log doubles what it takes the logarithm of
)
