package interp_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// nestCells are the neurons of std/nest, in plain numbers of ms, mV, pA, pF, nS.
var nestCells = []cell{
	{name: "izhikevich", args: "I_e = 10 pA", exc: "3 mV", inh: "-2 mV", start: []float64{-65, -13}, ms: 150,
		rate: func(y []float64) []float64 {
			return []float64{0.04*y[0]*y[0] + 5*y[0] + 140 - y[1] + 10, 0.02 * (0.2*y[0] - y[1])}
		},
		excite: func(y []float64) { y[0] += 3 }, inhibit: func(y []float64) { y[0] -= 2 },
		test: func(y, _ []float64) bool {
			if y[0] < 30 {
				return false
			}
			y[0], y[1] = -65, y[1]+8
			return true
		}},
	{name: "iaf_psc_exp", args: "I_e = 380 pA", exc: "300 pA", inh: "-200 pA", start: []float64{-70, 0, 0}, exact: true, ms: 150, tolerance: 1e-8,
		rate: func(y []float64) []float64 {
			return []float64{(-70-y[0])/10 + (y[1]+y[2]+380)/250, -y[1] / 2, -y[2] / 2}
		},
		excite: func(y []float64) { y[1] += 300 }, inhibit: func(y []float64) { y[2] -= 200 }, test: reset(-55, -70), hold: 40},
	{name: "iaf_psc_alpha", args: "I_e = 380 pA, tau_syn_in = 4 ms", exc: "300 pA", inh: "-200 pA", start: []float64{-70, 0, 0, 0, 0}, exact: true, ms: 150, tolerance: 1e-8,
		rate: func(y []float64) []float64 {
			return []float64{(-70-y[0])/10 + (y[1]+y[3]+380)/250, y[2] - y[1]/2, -y[2] / 2, y[4] - y[3]/4, -y[4] / 4}
		},
		excite: func(y []float64) { y[2] += 300 * math.E / 2 }, inhibit: func(y []float64) { y[4] -= 200 * math.E / 4 }, test: reset(-55, -70), hold: 40},
	{name: "iaf_psc_delta", args: "I_e = 380 pA", exc: "3 mV", inh: "-2 mV", start: []float64{-70}, exact: true, ms: 150, tolerance: 1e-9,
		rate:   func(y []float64) []float64 { return []float64{(-70-y[0])/10 + 380./250} },
		excite: func(y []float64) { y[0] += 3 }, inhibit: func(y []float64) { y[0] -= 2 }, test: reset(-55, -70), hold: 40},
	{name: "iaf_cond_exp", args: "I_e = 300 pA, tau_syn_ex = 1 ms", exc: "10 nS", inh: "8 nS", start: []float64{-70, 0, 0}, ms: 150, tolerance: 1e-6,
		rate: func(y []float64) []float64 {
			return []float64{nestCond(y[0], y[1], y[2], 300), -y[1], -y[2] / 2}
		},
		excite: func(y []float64) { y[1] += 10 }, inhibit: func(y []float64) { y[2] += 8 }, test: reset(-55, -60), hold: 40},
	{name: "iaf_cond_alpha", args: "I_e = 300 pA, tau_syn_ex = 1 ms", exc: "10 nS", inh: "8 nS", start: []float64{-70, 0, 0, 0, 0}, ms: 150, tolerance: 1e-5,
		rate: func(y []float64) []float64 {
			return []float64{nestCond(y[0], y[1], y[3], 300), y[2] - y[1], -y[2], y[4] - y[3]/2, -y[4] / 2}
		},
		excite: func(y []float64) { y[2] += 10 * math.E }, inhibit: func(y []float64) { y[4] += 8 * math.E / 2 }, test: reset(-55, -60), hold: 40},
	{name: "iaf_cond_beta", args: "I_e = 300 pA, tau_rise_ex = 0.5 ms, tau_decay_ex = 3 ms", exc: "10 nS", inh: "8 nS", start: []float64{-70, 0, 0, 0, 0}, ms: 150, tolerance: 1e-5,
		rate: func(y []float64) []float64 {
			return []float64{nestCond(y[0], y[1], y[3], 300), y[2] - y[1]/0.5, -y[2] / 3, y[4] - y[3]/2, -y[4] / 2}
		},
		// the largest value of (exp(-t/3) - exp(-t/0.5))/(1/0.5 - 1/3) is at this t
		excite: func(y []float64) {
			t := math.Log(6) * 3 * 0.5 / 2.5
			y[2] += 10 * (2 - 1./3) / (math.Exp(-t/3) - math.Exp(-t/0.5))
		},
		inhibit: func(y []float64) { y[4] += 8 * math.E / 2 }, test: reset(-55, -60), hold: 40},
	{name: "mat2_psc_exp", args: "I_e = 500 pA", exc: "300 pA", inh: "-200 pA", start: []float64{-70, 0, 0, 0, 0}, exact: true, ms: 150, tolerance: 1e-8,
		rate: func(y []float64) []float64 {
			return []float64{(-70-y[0])/5 + (y[1]+y[2]+500)/100, -y[1] / 1, -y[2] / 3, -y[3] / 10, -y[4] / 200}
		},
		excite: func(y []float64) { y[1] += 300 }, inhibit: func(y []float64) { y[2] -= 200 },
		test: func(y, _ []float64) bool {
			if y[0] < -51+y[3]+y[4] {
				return false
			}
			y[3], y[4] = y[3]+37, y[4]+2
			return true
		}, quiet: 40},
	{name: "iaf_psc_exp_htum", args: "I_e = 500 pA, t_ref_tot = 5 ms", exc: "300 pA", inh: "-200 pA", start: []float64{-70, 0, 0}, exact: true, ms: 150, tolerance: 1e-8,
		rate: func(y []float64) []float64 {
			return []float64{(-70-y[0])/10 + (y[1]+y[2]+500)/250, -y[1] / 2, -y[2] / 2}
		},
		excite: func(y []float64) { y[1] += 300 }, inhibit: func(y []float64) { y[2] -= 200 }, test: reset(-55, -70), hold: 40, quiet: 100},
	{name: "aeif_cond_exp", args: "I_e = 700 pA, V_peak = -40 mV, tau_syn_ex = 1 ms", exc: "20 nS", inh: "8 nS", start: []float64{-70.6, 0, 0, 0}, ms: 150, tolerance: 2e-2,
		rate: func(y []float64) []float64 {
			v := math.Min(y[0], -40)
			return nestAdEx(y, 3, y[1]*(0-v)+y[2]*(-85-v), -y[1], -y[2]/2)
		},
		excite: func(y []float64) { y[1] += 20 }, inhibit: func(y []float64) { y[2] += 8 }, test: nestAdExReset(3)},
	{name: "aeif_cond_alpha", args: "I_e = 700 pA, V_peak = -40 mV, tau_syn_ex = 1 ms", exc: "5 nS", inh: "8 nS", start: []float64{-70.6, 0, 0, 0, 0, 0}, ms: 150, tolerance: 2e-2,
		rate: func(y []float64) []float64 {
			v := math.Min(y[0], -40)
			return nestAdEx(y, 3, y[1]*(0-v)+y[2]*(-85-v), y[4]-y[1], y[5]-y[2]/2, -y[4], -y[5]/2)
		},
		excite: func(y []float64) { y[4] += 5 * math.E }, inhibit: func(y []float64) { y[5] += 8 * math.E / 2 }, test: nestAdExReset(3)},
	{name: "aeif_psc_exp", args: "I_e = 700 pA, V_peak = -40 mV, tau_syn_ex = 1 ms", exc: "600 pA", inh: "-300 pA", start: []float64{-70.6, 0, 0, 0}, ms: 150, tolerance: 2e-2,
		rate:   func(y []float64) []float64 { return nestAdEx(y, 3, y[1]+y[2], -y[1], -y[2]/2) },
		excite: func(y []float64) { y[1] += 600 }, inhibit: func(y []float64) { y[2] -= 300 }, test: nestAdExReset(3)},
	{name: "hh_psc_alpha", args: "I_e = 650 pA", exc: "300 pA", inh: "-200 pA", start: append([]float64{-65, 0, 0, 0, 0}, hhGates(-65)...), ms: 100, step: 0.005,
		rate: func(y []float64) []float64 {
			v := y[0]
			i := 12000*cube(y[5])*y[6]*(50-v) + 3600*cube(y[7])*y[7]*(-77-v) + 30*(-54.402-v) + y[1] + y[3] + 650
			am, bm, ah, bh, an, bn := hhRates(v)
			return []float64{i / 100, y[2] - y[1]/0.2, -y[2] / 0.2, y[4] - y[3]/2, -y[4] / 2, am*(1-y[5]) - bm*y[5], ah*(1-y[6]) - bh*y[6], an*(1-y[7]) - bn*y[7]}
		},
		excite: func(y []float64) { y[2] += 300 * math.E / 0.2 }, inhibit: func(y []float64) { y[4] -= 200 * math.E / 2 }, test: peak(0), quiet: 40},
	{name: "hh_cond_exp_traub", args: "I_e = 300 pA", exc: "3 nS", inh: "2 nS", start: append([]float64{-60, 0, 0}, traubGates(-60)...), ms: 100, step: 0.0025,
		rate: func(y []float64) []float64 {
			v := y[0]
			i := 20000*cube(y[3])*y[4]*(50-v) + 6000*cube(y[5])*y[5]*(-90-v) + 10*(-60-v) + y[1]*(0-v) + y[2]*(-80-v) + 300
			am, bm, ah, bh, an, bn := traubRates(v + 63)
			return []float64{i / 200, -y[1] / 5, -y[2] / 10, am*(1-y[3]) - bm*y[3], ah*(1-y[4]) - bh*y[4], an*(1-y[5]) - bn*y[5]}
		},
		excite: func(y []float64) { y[1] += 3 }, inhibit: func(y []float64) { y[2] += 2 }, test: peak(-33), quiet: 40},
	{name: "traub_psc_alpha", args: "I_e = 200 pA", exc: "300 pA", inh: "-200 pA", start: append([]float64{-70, 0, 0, 0, 0}, traubGates(-3)...), ms: 100, step: 0.005,
		rate: func(y []float64) []float64 {
			v := y[0]
			i := 10000*cube(y[5])*y[6]*(50-v) + 8000*cube(y[7])*y[7]*(-100-v) + 10*(-67-v) + y[1] + y[3] + 200
			am, bm, ah, bh, an, bn := traubRates(v + 67)
			return []float64{i / 100, y[2] - y[1]/0.2, -y[2] / 0.2, y[4] - y[3]/2, -y[4] / 2, am*(1-y[5]) - bm*y[5], ah*(1-y[6]) - bh*y[6], an*(1-y[7]) - bn*y[7]}
		},
		excite: func(y []float64) { y[2] += 300 * math.E / 0.2 }, inhibit: func(y []float64) { y[4] -= 200 * math.E / 2 }, test: peak(0), quiet: 40},
	{name: "wb_cond_exp", args: "I_e = 100 pA", exc: "10 nS", inh: "3 nS", start: append([]float64{-65, 0, 0}, wbGates(-65)...), ms: 100, tolerance: 1e-2, step: 0.01,
		rate: func(y []float64) []float64 {
			v := y[0]
			ah, bh, an, bn := wbRates(v)
			am, bm := 0.1*(v+35)/(1-math.Exp(-(v+35)/10)), 4*math.Exp(-(v+60)/18)
			i := 3500*cube(am/(am+bm))*y[3]*(55-v) + 900*cube(y[4])*y[4]*(-90-v) + 10*(-65-v) + y[1]*(0-v) + y[2]*(-75-v) + 100
			return []float64{i / 100, -y[1] / 0.2, -y[2] / 10, ah*(1-y[3]) - bh*y[3], an*(1-y[4]) - bn*y[4]}
		},
		excite: func(y []float64) { y[1] += 10 }, inhibit: func(y []float64) { y[2] += 3 }, test: peak(0), quiet: 40},
	{name: "traub_cond_multisyn", to: "AMPA GABA_A", args: "I_e = 200 pA", exc: "40", inh: "10", start: append([]float64{-70, 0, 0, 0, 0}, traubGates(-3)...), ms: 100, tolerance: 5e-2, step: 0.01,
		rate: func(y []float64) []float64 {
			return multisyn(y, 0.5, 2.4, 1, 7, y[1]*(0-y[0])+y[3]*(-70-y[0]))
		},
		excite: func(y []float64) { y[2] += 40 * 0.1 * slope(0.5, 2.4) }, inhibit: func(y []float64) { y[4] += 10 * 0.33 * slope(1, 7) }, test: peak(-20), quiet: 40},
	{name: "traub_cond_multisyn", to: "NMDA GABA_B", args: "I_e = 200 pA", exc: "10", inh: "40", start: append([]float64{-70, 0, 0, 0, 0}, traubGates(-3)...), ms: 100, tolerance: 5e-2, step: 0.01,
		rate: func(y []float64) []float64 {
			return multisyn(y, 4, 40, 60, 200, y[1]*(0-y[0])/(1+math.Exp((-58-y[0])/2.5))+y[3]*(-90-y[0]))
		},
		excite: func(y []float64) { y[2] += 10 * 0.075 * slope(4, 40) }, inhibit: func(y []float64) { y[4] += 40 * 0.0132 * slope(60, 200) }, test: peak(-20), quiet: 40},
	{name: "terub_gpe", args: "I_e = 2 pA", exc: "0.5 nS", inh: "0.1 nS", start: []float64{-55, 0, 0, 0, 0, 0, 0, 0, 0}, ms: 100, tolerance: 5e-2, step: 0.0025,
		rate: func(y []float64) []float64 {
			v := y[0]
			ca := 0.15 * square(boltzmann(v, -35, 2)) * (120 - v)
			tc := 0.5 * cube(boltzmann(v, -57, 2)) * y[7] * (120 - v)
			i := 120*cube(boltzmann(v, -37, 10))*y[5]*(55-v) + (30*cube(y[6])*y[6]+30*y[8]/(y[8]+30))*(-80-v) + 0.1*(-55-v) + ca + tc + y[1]*(0-v) + y[3]*(-100-v) + 2
			tau := 0.05 + 0.27*boltzmann(v, -40, -12)
			return []float64{i, y[2] - y[1], -y[2], y[4] - y[3]/12.5, -y[4] / 12.5, 0.05 * (boltzmann(v, -58, -12) - y[5]) / tau, 0.1 * (boltzmann(v, -50, 14) - y[6]) / tau,
				(boltzmann(v, -70, -2) - y[7]) / 30, 0.0001 * (ca + tc - 15*y[8])}
		},
		excite: func(y []float64) { y[2] += 0.5 * math.E }, inhibit: func(y []float64) { y[4] += 0.1 * math.E / 12.5 }, test: peak(0), quiet: 40},
	{name: "terub_stn", args: "I_e = 25 pA", exc: "0.5 nS", inh: "5 nS", start: []float64{-60, 0, 0, 0, 0, 0, 0, 0, 0}, ms: 100, tolerance: 5e-2, step: 0.01,
		rate: func(y []float64) []float64 {
			v := y[0]
			ca := 0.5 * square(boltzmann(v, -39, 8)) * (140 - v)
			tc := 0.5 * cube(boltzmann(v, -63, 7.8)) * square(1/(1+math.Exp((y[7]-0.25)/0.07))-1/(1+math.Exp(-0.25/0.07))) * (140 - v)
			i := 37.5*cube(boltzmann(v, -30, 15))*y[5]*(55-v) + (45*cube(y[6])*y[6]+9*y[8]/(y[8]+15))*(-80-v) + 2.25*(-60-v) + ca + tc + y[1]*(0-v) + y[3]*(-85-v) + 25
			return []float64{i, y[2] - y[1], -y[2], y[4] - y[3]/0.08, -y[4] / 0.08, 0.75 * (boltzmann(v, -39, -3.1) - y[5]) / (1 + 500*boltzmann(v, -57, -3)),
				0.75 * (boltzmann(v, -32, 8) - y[6]) / (1 + 100*boltzmann(v, -80, -26)), 0.5 * (boltzmann(v, -67, -2) - y[7]) / (7.1 + 17.5*boltzmann(v, 68, -2.2)), 0.00005 * (ca + tc - 22.5*y[8])}
		},
		excite: func(y []float64) { y[2] += 0.5 * math.E }, inhibit: func(y []float64) { y[4] += 5 * math.E / 0.08 }, test: peak(0), quiet: 40},
	{name: "ht_neuron", to: "AMPA GABA_A", args: "g_KL = 0.7", exc: "5", inh: "1", start: htStart(0.7), ms: 100, tolerance: 1e-6, step: 0.01,
		rate:   func(y []float64) []float64 { return htRates(y, 0.7) },
		excite: func(y []float64) { y[2] += 5 * 0.1 * slope(0.5, 2.4) }, inhibit: func(y []float64) { y[6] += 0.33 * slope(1, 7) }, test: htTest},
	{name: "ht_neuron", to: "NMDA GABA_B", args: "g_KL = 0.7", exc: "3", inh: "5", start: htStart(0.7), ms: 100, tolerance: 1e-4, step: 0.01,
		rate:   func(y []float64) []float64 { return htRates(y, 0.7) },
		excite: func(y []float64) { y[4] += 3 * 0.075 * slope(4, 40) }, inhibit: func(y []float64) { y[8] += 5 * 0.0132 * slope(60, 200) }, test: htTest},
	{name: "iaf_chxk_2008", args: "I_e = 2000 pA", exc: "20 nS", inh: "10 nS", start: []float64{-60, 0, 0, 0, 0, 0, 0}, ms: 150, tolerance: 1e-3,
		rate: func(y []float64) []float64 {
			v := y[0]
			return []float64{(100*(-60-v) + y[1]*(20-v) + y[3]*(-90-v) + y[5]*(-95-v) + 2000) / 1000, y[2] - y[1], -y[2], y[4] - y[3], -y[4], y[6] - y[5]/0.5, -y[6] / 0.5}
		},
		excite: func(y []float64) { y[2] += 20 * math.E }, inhibit: func(y []float64) { y[4] += 10 * math.E },
		test: func(y, before []float64) bool {
			if y[0] < -45 || before[0] >= -45 {
				return false
			}
			y[6] += 443.8 * math.E / 0.5
			return true
		}},
}

// ownCells are the neurons of std/neurons.
var ownCells = []cell{
	{name: "LIF_exp", args: "I_e = 380 pA", exc: "300 pA", inh: "-200 pA", start: []float64{-65, 0, 0}, exact: true, ms: 150, tolerance: 1e-8,
		rate: func(y []float64) []float64 {
			return []float64{(-65-y[0])/10 + (y[1]+y[2]+380)/250, -y[1] / 2, -y[2] / 5}
		},
		excite: func(y []float64) { y[1] += 300 }, inhibit: func(y []float64) { y[2] -= 200 }, test: reset(-50, -65), hold: 40},
	{name: "LIF_cond_exp", args: "I_e = 120 pA", exc: "10 nS", inh: "8 nS", start: []float64{-60, 0, 0}, ms: 150, tolerance: 1e-5,
		rate: func(y []float64) []float64 {
			return []float64{(10*(-60-y[0]) + y[1]*(0-y[0]) + y[2]*(-80-y[0]) + 120) / 200, -y[1] / 5, -y[2] / 10}
		},
		excite: func(y []float64) { y[1] += 10 }, inhibit: func(y []float64) { y[2] += 8 }, test: reset(-50, -60), hold: 40},
	{name: "LIF_delta", args: "I_e = 380 pA", exc: "3 mV", inh: "-2 mV", start: []float64{-65}, exact: true, ms: 150, tolerance: 1e-9,
		rate:   func(y []float64) []float64 { return []float64{(-65-y[0])/10 + 380./250} },
		excite: func(y []float64) { y[0] += 3 }, inhibit: func(y []float64) { y[0] -= 2 }, test: reset(-50, -65), hold: 40},
}

// The neuron of Hill & Tononi, as NEST documents it: V, theta, slope and conductance
// of the four receptors, NMDA receptors that magnesium leaves fast and slowly, m of
// I_h, D, m and h of I_T, and the steps that the current after a spike still lasts.
func htRates(y []float64, gKL float64) []float64 {
	v := y[0]
	free := boltzmann(v, -25.57, 1/0.081)
	fast, slow := math.Min(free, y[10]), math.Min(free, y[11])
	a := 0.51 - 0.0028*v
	nmda := a*fast + (1-a)*slow
	i := -0.2*(v-30) - gKL*(v+90) - y[3]*v - y[5]*nmda*v - y[7]*(v+70) - y[9]*(v+90) -
		cube(boltzmann(v, -55.7, 7.7))*(v-30) - (v+90)/(1+math.Pow(0.25/y[13], 3.5)) - square(y[14])*y[15]*v - y[12]*(v+40)
	dv := i / 16
	if y[16] > 0.5 {
		dv -= (v + 90) / 1.75
	}
	tauM, tauH := 0.22/(math.Exp(-(v+132)/16.7)+math.Exp((v+16.8)/18.2))+0.13, 8.2+(56.6+0.27*math.Exp((v+115.2)/5))/(1+math.Exp((v+86)/3.2))
	return []float64{dv, -(y[1] + 51) / 2, -y[2] / 0.5, y[2] - y[3]/2.4, -y[4] / 4, y[4] - y[5]/40, -y[6], y[6] - y[7]/7, -y[8] / 60, y[8] - y[9]/200,
		(free - fast) / 0.68, (free - slow) / 22.7, (boltzmann(v, -75, -5.5) - y[12]) * (math.Exp(-14.59-0.086*v) + math.Exp(-1.87+0.0701*v)),
		(htD(v) - y[13]) / 1250, (boltzmann(v, -59, 6.2) - y[14]) / tauM, (boltzmann(v, -83, -4) - y[15]) / tauH, 0}
}

func htD(v float64) float64 { return 1250*0.025*boltzmann(v, -10, 5) + 0.001 }

func htStart(gKL float64) []float64 {
	v := (0.2*30 - gKL*90) / (0.2 + gKL)
	free := boltzmann(v, -25.57, 1/0.081)
	return []float64{v, -51, 0, 0, 0, 0, 0, 0, 0, 0, free, free, boltzmann(v, -75, -5.5), htD(v), boltzmann(v, -59, 6.2), boltzmann(v, -83, -4), 0}
}

func htTest(y, _ []float64) bool {
	free := boltzmann(y[0], -25.57, 1/0.081)
	y[10], y[11] = math.Min(free, y[10]), math.Min(free, y[11])
	spike := y[16] == 0 && y[0] >= y[1]
	if spike {
		y[0], y[1], y[16] = 30, 30, 201 // 2 ms in steps of 0.01 ms, and the one of the spike
	}
	if y[16] > 0 {
		y[16]--
	}
	return spike
}

// slope is what a spike of weight 1 adds to the slope of a conductance that
// rises with tau1, decays with tau2 and peaks at 1.
func slope(tau1, tau2 float64) float64 {
	t := tau1 * tau2 * math.Log(tau2/tau1) / (tau2 - tau1)
	return (1/tau1 - 1/tau2) / (math.Exp(-t/tau2) - math.Exp(-t/tau1))
}

func multisyn(y []float64, rise, decay, riseIn, decayIn, synaptic float64) []float64 {
	v := y[0]
	am, bm, ah, bh, an, bn := traubRates(v + 67)
	i := 10000*cube(y[5])*y[6]*(50-v) + 8000*cube(y[7])*y[7]*(-100-v) + 10*(-67-v) + synaptic + 200
	return []float64{i / 100, y[2] - y[1]/rise, -y[2] / decay, y[4] - y[3]/riseIn, -y[4] / decayIn, am*(1-y[5]) - bm*y[5], ah*(1-y[6]) - bh*y[6], an*(1-y[7]) - bn*y[7]}
}

func square(x float64) float64 { return x * x }

func boltzmann(v, theta, sigma float64) float64 { return 1 / (1 + math.Exp((theta-v)/sigma)) }

func cube(x float64) float64 { return x * x * x }

func nestCond(v, ex, in, i float64) float64 {
	return (16.6667*(-70-v) + ex*(0-v) + in*(-85-v) + i) / 250
}

// nestAdEx are the rates of the potential, of what comes before the adaptation
// current y[w], of that current, and of more.
func nestAdEx(y []float64, w int, synaptic float64, rates ...float64) []float64 {
	v := math.Min(y[0], -40)
	d := append([]float64{(30*(-70.6-v+2*math.Exp((v+50.4)/2)) + synaptic + 700 - y[w]) / 281}, rates[:w-1]...)
	d = append(d, (4*(v+70.6)-y[w])/144)
	return append(d, rates[w-1:]...)
}

func nestAdExReset(w int) func(y, _ []float64) bool {
	return func(y, _ []float64) bool {
		if y[0] < -40 {
			return false
		}
		y[0] = -60
		y[w] += 80.5
		return true
	}
}

// peak is a spike where the potential has passed a maximum above a threshold.
func peak(threshold float64) func(y, before []float64) bool {
	return func(y, before []float64) bool { return y[0] >= threshold && before[0] > y[0] }
}

func hhRates(v float64) (am, bm, ah, bh, an, bn float64) {
	return 0.1 * (v + 40) / (1 - math.Exp(-(v+40)/10)), 4 * math.Exp(-(v+65)/18), 0.07 * math.Exp(-(v+65)/20), 1 / (1 + math.Exp(-(v+35)/10)),
		0.01 * (v + 55) / (1 - math.Exp(-(v+55)/10)), 0.125 * math.Exp(-(v+65)/80)
}

func traubRates(u float64) (am, bm, ah, bh, an, bn float64) {
	return 0.32 * (13 - u) / (math.Exp((13-u)/4) - 1), 0.28 * (u - 40) / (math.Exp((u-40)/5) - 1), 0.128 * math.Exp((17-u)/18), 4 / (1 + math.Exp((40-u)/5)),
		0.032 * (15 - u) / (math.Exp((15-u)/5) - 1), 0.5 * math.Exp((10-u)/40)
}

func wbRates(v float64) (ah, bh, an, bn float64) {
	return 0.35 * math.Exp(-(v+58)/20), 5 / (math.Exp(-(v+28)/10) + 1), 0.05 * (v + 34) / (1 - math.Exp(-(v+34)/10)), 0.625 * math.Exp(-(v+44)/80)
}

func hhGates(v float64) []float64 {
	am, bm, ah, bh, an, bn := hhRates(v)
	return []float64{am / (am + bm), ah / (ah + bh), an / (an + bn)}
}

func traubGates(u float64) []float64 {
	am, bm, ah, bh, an, bn := traubRates(u)
	return []float64{am / (am + bm), ah / (ah + bh), an / (an + bn)}
}

func wbGates(v float64) []float64 {
	ah, bh, an, bn := wbRates(v)
	return []float64{ah / (ah + bh), an / (an + bn)}
}

// TestNESTCells compares the neurons of std/nest and std/neurons with an independent integration
// of the equations that NEST documents: the same steps of spikes and the same V_m
// to the tolerance of the cell; NEST's own numbers are compared in
// cmd/nngen/internal/verify.
func TestNESTCells(t *testing.T) {
	for _, c := range nestCells {
		c.lib = "std/nest"
		t.Run(c.name, c.compare)
	}
	for _, c := range ownCells {
		c.lib = "std/neurons"
		t.Run(c.name, c.compare)
	}
}

// orders are what halving the step divides the error of V by.
var orders = map[string]float64{"rk4": 16, "heun": 4, "exponential_euler": 2, "euler": 2}

// coarse are neurons whose error is too small at 0.1 ms to read an order from it, with
// the step in ms at which it is not.
var coarse = map[string]float64{
	"ht_neuron NMDA GABA_B": 0.5, // its receptors open slowly, and the first spike comes after 20 ms
}

// TestOrder: the error of V falls as the order of the method says, for every neuron of
// the library that is not solved exactly. Up to the first spike nothing depends on the
// grid but the method.
func TestOrder(t *testing.T) {
	measured := map[string]int{}
	for lib, list := range map[string][]cell{"": cells, "std/pynn/point": pointCells, "std/nest": nestCells, "std/neurons": ownCells} {
		for _, c := range list {
			if c.lib = lib; c.exact {
				continue
			}
			t.Run(c.name+" "+c.to, func(t *testing.T) {
				method := irtest.Study(t, c.model(0.1), lower.Options{}).Programs[0].Method
				factor, known := orders[method]
				if !known {
					t.Fatalf("no order is known of %s", method)
				}
				measured[method]++
				coarsest := 0.1
				if h, ok := coarse[strings.TrimSpace(c.name+" "+c.to)]; ok {
					coarsest = h
				}
				c.ms = min(c.ms, 20)
				if spikes, _ := c.replay(coarsest / 4); len(spikes) > 0 {
					c.ms = math.Floor(0.9*float64(spikes[0])*coarsest/4/coarsest) * coarsest
				}
				// The last two steps whose errors are above those of the reference, whose order is 5.
				ratio, before, at := 0.0, 0.0, 0.0
				for h := coarsest; h > 0.006; h /= 2 {
					_, want := c.replay(h)
					_, got := c.run(t, h)
					worst := 0.0
					for k := range want {
						worst = max(worst, math.Abs(got[k]-want[k]))
					}
					if worst < 1e-10 {
						break
					}
					ratio, before, at = before/worst, worst, h
				}
				t.Logf("%s: at steps of %v ms the error is %.3g mV in the first %.1f ms, %.2f times less than at twice the step", method, at, before, c.ms, ratio)
				if !(ratio > 0.75*factor && ratio < 1.25*factor) {
					t.Errorf("%s: halving the step to %v ms divides the error by %.2f", method, at, ratio)
				}
			})
		}
	}
	if measured["rk4"] < 15 || measured["exponential_euler"] < 3 {
		t.Errorf("measured %v", measured)
	}
}

// promised are the neurons that std/nest should have, with what stands in the way
// of those that it has not.
var promised = map[string]string{
	"iaf_psc_exp": "", "iaf_psc_alpha": "", "iaf_psc_delta": "", "iaf_cond_exp": "", "iaf_cond_alpha": "", "iaf_cond_beta": "", "aeif_cond_exp": "",
	"aeif_cond_alpha": "", "aeif_psc_exp": "", "hh_psc_alpha": "", "hh_cond_exp_traub": "", "izhikevich": "", "mat2_psc_exp": "", "iaf_psc_exp_htum": "",
	"iaf_chxk_2008": "", "wb_cond_exp": "", "terub_gpe": "", "terub_stn": "", "traub_psc_alpha": "", "traub_cond_multisyn": "",
	"ht_neuron": "", // Hill & Tononi 2005
}

// TestPromised: std/nest has every neuron, or a reason why not.
func TestPromised(t *testing.T) {
	have := map[string]bool{}
	for _, path := range std.Names() {
		if !strings.HasPrefix(path, "std/nest") {
			continue
		}
		name, text, _ := std.Lookup(path)
		f, _ := parser.Parse(source.New(name, string(text)))
		for _, it := range f.Items {
			if n, ok := it.(*ast.Neuron); ok {
				have[n.Name.Text] = true
				if _, listed := promised[n.Name.Text]; !listed {
					t.Errorf("%s is not in the list", n.Name.Text)
				}
			}
		}
	}
	for n, reason := range promised {
		if have[n] != (reason == "") {
			t.Errorf("%s: there is %v, and the reason is %q", n, have[n], reason)
		}
	}
}

// TestLibraryIsCompared: every neuron of the standard library has a reference.
func TestLibraryIsCompared(t *testing.T) {
	have := map[string]bool{}
	for _, c := range slices.Concat(cells, pointCells, nestCells, ownCells) {
		have[c.name] = true
	}
	for _, path := range std.Names() {
		name, text, _ := std.Lookup(path)
		f, _ := parser.Parse(source.New(name, string(text)))
		for _, it := range f.Items {
			n, ok := it.(*ast.Neuron)
			if ok && !have[n.Name.Text] {
				t.Errorf("%s of %s has no reference", n.Name.Text, path)
			}
		}
	}
}
