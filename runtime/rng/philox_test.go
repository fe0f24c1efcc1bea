package rng

import "testing"

// Known answers of the Random123 distribution (file kat_vectors, philox 4x32 10).
func TestPhiloxKnownAnswers(t *testing.T) {
	const ones = 0xffffffff
	for _, c := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{ones, ones, ones, ones}, [2]uint32{ones, ones}, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}, // digits of pi
	} {
		if got := Philox(c.counter, c.key); got != c.want {
			t.Errorf("Philox(%x, %x) = %x, want %x", c.counter, c.key, got, c.want)
		}
	}
}

// Obtained once from NEURON 9.0.2: a mechanism with RANDOM r that calls
// random_setids(r, a, b, c), random_setseq(r, n) and prints random_ipick(r).
func TestWordIsNEURONsRandom(t *testing.T) {
	at := [...]uint64{0, 1, 2, 3, 4, 5, 1000, 4294967295, 4294967296, Period - 1}
	for _, c := range []struct {
		stream Stream
		want   [len(at)]uint32
	}{
		{Stream{}, [...]uint32{1713891541, 3781805453, 3159862348, 2600524760, 4175744164, 1555169499, 1927715937, 1759279466, 2887122575, 706672549}},
		{Stream{1, 2, 3}, [...]uint32{4212769771, 983989504, 536313978, 543550740, 3343823633, 2816359905, 3130308082, 157047251, 2327186334, 2565633390}},
		{Stream{12345, 4294967295, 2882400018}, [...]uint32{3791639246, 102462717, 1002988816, 526093688, 2154721213, 3398572789, 3959017387, 4066991699, 4126497336, 1722173364}},
		{Stream{7, 1, 2654435769}, [...]uint32{2360861701, 2221648038, 2832314508, 1260674228, 3645493364, 208447153, 1802770942, 742877726, 2423038696, 4038654213}},
	} {
		for i, n := range at {
			if got := c.stream.Word(n); got != c.want[i] {
				t.Errorf("%v word %d = %d, NEURON gives %d", c.stream, n, got, c.want[i])
			}
		}
	}
}

func BenchmarkWord(b *testing.B) {
	s := NewStream(1, Source, "exc", 7)
	var sum uint32
	for n := range b.N {
		sum += s.Word(uint64(n))
	}
	_ = sum
}
