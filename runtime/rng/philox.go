package rng

// Multipliers and key increments of Philox4x32 (Salmon et al. 2011, table 2
// and section 4.3: the golden ratio and sqrt(3)-1 as 32-bit fractions).
const (
	PhiloxM0 = 0xD2511F53
	PhiloxM1 = 0xCD9E8D57
	PhiloxW0 = 0x9E3779B9
	PhiloxW1 = 0xBB67AE85

	PhiloxRounds = 10
)

// Philox is Philox4x32-10: it maps a 128-bit counter and a 64-bit key to
// four random words. For a fixed key it is a permutation of the counters.
func Philox(counter [4]uint32, key [2]uint32) [4]uint32 {
	c0, c1, c2, c3 := counter[0], counter[1], counter[2], counter[3]
	k0, k1 := key[0], key[1]
	for range PhiloxRounds {
		p0 := uint64(PhiloxM0) * uint64(c0)
		p1 := uint64(PhiloxM1) * uint64(c2)
		c0, c1, c2, c3 = uint32(p1>>32)^c1^k0, uint32(p1), uint32(p0>>32)^c3^k1, uint32(p0)
		k0 += PhiloxW0
		k1 += PhiloxW1
	}
	return [4]uint32{c0, c1, c2, c3}
}
