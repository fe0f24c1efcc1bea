package golden_test

import (
	"math"
	"math/rand/v2"
)

// The programs of this file are simulations of two published networks, and the theory
// of a third, of their own, with their authors' schemes and the random numbers of Go: what the examples are
// compared with where the papers print no numbers that could be traced.

// cortex is the network of Izhikevich (2003) by the scheme of the program that the
// paper prints: v in two half steps of a millisecond with one draw of noise, then u; a
// spike of this millisecond acts in it. The rates of both populations in Hz between
// two times in ms.
func cortex(seed uint64, from, to int) (excitatory, inhibitory float64) {
	const ne, n = 800, 1000
	r := rand.New(rand.NewPCG(seed, 2003))
	var a, b, c, d, v, u, input [n]float64
	weights := make([][n]float64, n) // of a source onto all
	for j := range n {
		v[j], c[j], a[j], b[j], d[j] = -65, -65, 0.02, 0.2, 2
		x := r.Float64()
		if j < ne {
			c[j], d[j] = -65+15*x*x, 8-6*x*x
		} else {
			a[j], b[j] = 0.02+0.08*x, 0.25-0.05*x
		}
		u[j] = b[j] * v[j]
		for i := range n {
			if weights[j][i] = 0.5 * r.Float64(); j >= ne {
				weights[j][i] *= -2
			}
		}
	}
	for ms := range to {
		for i := range n {
			if input[i] = 5 * r.NormFloat64(); i >= ne {
				input[i] *= 0.4
			}
		}
		for j := range n {
			if v[j] < 30 {
				continue
			}
			v[j], u[j] = c[j], u[j]+d[j]
			for i := range n {
				input[i] += weights[j][i]
			}
			switch {
			case ms < from:
			case j < ne:
				excitatory++
			default:
				inhibitory++
			}
		}
		for i := range n {
			for range 2 {
				v[i] += 0.5 * (0.04*v[i]*v[i] + 5*v[i] + 140 - u[i] + input[i])
			}
			u[i] += a[i] * (b[i]*v[i] - u[i])
		}
	}
	s := float64(to-from) / 1000
	return excitatory / ne / s, inhibitory / (n - ne) / s
}

// memory is the network of Brunel & Wang (2001) with the parameters that Brian2's
// example of its figure 6b has, by Euler's method in steps of 0.1 ms: five groups of
// 80 pyramidal cells, 400 others, 200 interneurons, 2400 Hz of external spikes, and no
// stimulus. The mean rates of pyramidal cells and interneurons in Hz, from 300 ms on.
func memory(seed uint64, ms float64) (pyramidal, inter float64) {
	const h, groups, wPlus, f = 0.1, 6, 2.1, 0.1 // group 5 is not selective
	wMinus := 1 - f*(wPlus-1)/(1-f)
	r := rand.New(rand.NewPCG(seed, 2001))
	type cell struct {
		v, ext, x, s, held float64
		group              int // that of interneurons is groups
	}
	cells := make([]cell, 1000)
	for i := range cells {
		cells[i] = cell{v: -70 + 20*r.Float64(), group: min(i/80, 5)}
		if i >= 800 {
			cells[i].group = groups
		}
	}
	// What arrives from a group, by AMPA and NMDA, and from interneurons; spikes take 0.5
	// ms, and AMPA and GABA_A act on all targets alike but for the factor of their group.
	var ampa, spikes [groups]float64
	gaba, released := 0.0, 0.0
	const late = 5
	var queue [late][groups + 1]float64
	var gating [late][groups]float64
	quiet := math.Exp(-2.4 * h)
	for k := range int(ms / h) {
		arrived := queue[k%late]
		nmda := gating[k%late]
		for g := range groups {
			ampa[g] += arrived[g] - ampa[g]*h/2
		}
		gaba += arrived[groups] - gaba*h/10
		spikes, released = [groups]float64{}, 0
		var open [groups]float64
		// What reaches the cells of each group, and interneurons (at the end).
		var fast, slow [groups + 1]float64
		for post := range groups + 1 {
			for g := range groups {
				w := 1.0
				switch {
				case post == g && g < 5:
					w = wPlus
				case post < 5:
					w = wMinus
				}
				fast[post], slow[post] = fast[post]+w*ampa[g], slow[post]+w*nmda[g]
			}
		}
		for i := range cells {
			c := &cells[i]
			// External spikes by the inverse of their distribution. The network answers to
			// every per cent of them: without a third spike in a step, 0.85 % less,
			// pyramidal cells have 7 % lower rates.
			for u, p, n := r.Float64(), quiet, 1.0; u > p && n < 30; n++ {
				u -= p
				p *= 2.4 * h / n
				c.ext++
			}
			block := 1 + math.Exp(-0.062*c.v)/3.57
			leak, size := 25., 500.
			conductance, nmdaPart, inhibition := 2.08*c.ext+0.104*fast[c.group], 0.327*slow[c.group], 1.25*gaba
			if c.group == groups {
				leak, size, conductance, nmdaPart, inhibition = 20, 200, 1.62*c.ext+0.081*fast[c.group], 0.258*slow[c.group], 0.973*gaba
			}
			if c.held -= h; c.held < h/2 {
				c.v -= h * (leak*(c.v+70) + (conductance+nmdaPart/block)*c.v + inhibition*(c.v+70)) / size
			}
			c.ext -= c.ext * h / 2
			if c.group < groups {
				c.s, c.x = c.s+h*(-c.s/100+0.5*c.x*(1-c.s)), c.x-c.x*h/2
				open[c.group] += c.s
			}
			if c.v < -50 {
				continue
			}
			c.v = -55
			if c.group == groups {
				c.held, released = 1+h, released+1
			} else {
				c.held, c.x = 2+h, c.x+1
				spikes[c.group]++
			}
			if float64(k)*h >= 300 {
				if c.group == groups {
					inter++
				} else {
					pyramidal++
				}
			}
		}
		copy(queue[k%late][:], spikes[:])
		queue[k%late][groups] = released
		gating[k%late] = open
	}
	s := (ms - 300) / 1000
	return pyramidal / 800 / s, inter / 200 / s
}

// meanField is the rate in Hz of all neurons of the network of Brunel (2000), model A,
// by its equations 4 and 19-21: the rate of an integrate-and-fire neuron (20 ms, threshold
// 20 mV, reset 10 mV, 2 ms of refractoriness) under white noise that this rate makes,
// with spikes of 0.1 mV from ce neurons and -g*0.1 mV from ci, and an external drive of
// eta times what reaches the threshold.
func meanField(ce, ci, g, eta float64) float64 {
	const tau, J, theta, reset, held = 0.020, 0.1, 20., 10., 0.002
	response := func(nu float64) float64 {
		external := eta * theta / (J * tau)
		mu := tau * J * (external + ce*nu - g*ci*nu)
		sigma := J * math.Sqrt(tau*(external+ce*nu+g*g*ci*nu))
		low, high := (reset-mu)/sigma, (theta-mu)/sigma
		const n = 2000
		area, dx := 0.0, (high-low)/n
		for k := range n {
			u := low + (float64(k)+0.5)*dx
			area += math.Exp(u*u) * math.Erfc(-u) * dx
		}
		return 1 / (held + tau*math.Sqrt(math.Pi)*area)
	}
	low, high := 0.0, 1/held
	for range 60 { // the response falls with the rate where inhibition dominates
		if nu := (low + high) / 2; response(nu) > nu {
			low = nu
		} else {
			high = nu
		}
	}
	return low
}
