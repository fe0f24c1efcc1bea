package neuron

import "slices"

// Draws from gamma and von Mises distributions are repeated until a pair of random
// numbers is taken; those of attempt k come from a key of the generator that only
// attempts have (package runtime/rng). NEURON's RANDOM has one key for all, so a
// mechanism that makes such draws has the generator itself, with three numbers that
// name its stream.

// shapedNeeds are the elementary functions that they call.
var shapedNeeds = map[string][]string{
	"gamma":    {"log", "pow", "probit"},
	"vonmises": {"acos", "cos", "log", "probit"},
}

// shaped reports whether a distribution is one of them.
func shaped(fn string) bool { return shapedNeeds[fn] != nil }

// calledByDraw reports whether a draw calls an elementary function, itself or through
// another.
func calledByDraw(fn string, h helperFunction) bool {
	if h.inner != "" {
		return slices.ContainsFunc(shapedNeeds[fn], func(f string) bool { return needs(f, h.inner) })
	}
	return slices.Contains(shapedNeeds[fn], h.fn)
}

// shapedFunctions are those of package runtime/rng with its operations in its order.
// F stands for the result, @NAME for another function.
var shapedFunctions = map[string]distribution{
	"exclusive": {name: "exclusive_or", args: "a, b", doc: "bits that differ in two whole numbers of 32 bits", text: `
LOCAL x, y, half_x, half_y, bit, sum
x = a
y = b
bit = 1
sum = 0
while (x + y > 0) {
  half_x = floor(x/2)
  half_y = floor(y/2)
  if (x - 2*half_x != y - 2*half_y) { sum = sum + bit }
  x = half_x
  y = half_y
  bit = 2*bit
}
F = sum`},
	"product": {name: "product_word", args: "m, c, upper", doc: "the upper or lower 32 bits of a product of whole numbers", text: `
LOCAL above, below, carry
above = floor(c/65536)
below = m*(c - 65536*above)
carry = floor(below/65536)
above = m*above + carry
if (upper > 0) { F = floor(above/65536) } else { F = 65536*(above - 65536*floor(above/65536)) + (below - 65536*carry) }`},
	"bits": {name: "random_bits", args: "element, object, purpose, block, key, key2, part", doc: "Philox4x32-10 (doi:10.1145/2063384.2063405): 53 bits of its first (part 0) or second (1) pair of words, or word part - 2", text: `
LOCAL c0, c1, c2, c3, k0, k1, next, round
c0 = block
c1 = purpose
c2 = element
c3 = object
k0 = key
k1 = key2
round = 0
while (round < 10) {
  next = @exclusive(@exclusive(@product(3449720151, c2, 1), c1), k0)
  c1 = @product(3449720151, c2, 0)
  c2 = @exclusive(@exclusive(@product(3528531795, c0, 1), c3), k1)
  c3 = @product(3528531795, c0, 0)
  c0 = next
  k0 = k0 + 2654435769
  if (k0 >= 4294967296) { k0 = k0 - 4294967296 }
  k1 = k1 + 3144134277
  if (k1 >= 4294967296) { k1 = k1 - 4294967296 }
  round = round + 1
}
if (part == 0) { F = 2097152*c0 + floor(c1/2048) }
else if (part == 1) { F = 2097152*c2 + floor(c3/2048) }
else if (part == 2) { F = c0 }
else if (part == 3) { F = c1 }
else if (part == 4) { F = c2 }
else { F = c3 }`},
	"open": {name: "open_unit", args: "x", doc: "53 bits as a number on (0, 1)", text: `
F = (2*floor(x/2) + 1)*` + number(0x1p-53)},
	"first": {name: "open_draw", args: "element, object, purpose, n", doc: "draw n of a stream, uniform on (0, 1)", text: `
F = @open(@bits(element, object, purpose, floor(n/2), 0, 0, n - 2*floor(n/2)))`},
	"attempt": {name: "attempt_bits", args: "element, object, purpose, n, attempt, part", doc: "53 bits for an attempt of draw n", text: `
F = @bits(element, object, purpose, n - 4294967296*floor(n/4294967296), attempt + 1, floor(n/4294967296), part)`},
	"gamma": {name: "gamma_draw", draw: named, args: "shape, scale", doc: "draw n of the gamma distribution (doi:10.1145/358407.358414)", text: `
LOCAL a, boost, d, c, x, cube, attempt, found
F = ` + undefined + `
if (shape > 0 && scale > 0 && shape <= 1.7976931348623157e308 && scale <= 1.7976931348623157e308) {
  a = shape
  boost = 1
  if (shape < 1) {
    boost = @pow(@first(element, object, purpose, n), 1/shape)
    a = shape + 1
  }
  d = a - 1/3
  c = 1/sqrt(9*d)
  attempt = 0
  found = 0
  while (found == 0) {
    x = @probit(@open(@attempt(element, object, purpose, n, attempt, 0)))
    cube = 1 + c*x
    if (cube > 0) {
      cube = cube*cube*cube
      if (@log(@open(@attempt(element, object, purpose, n, attempt, 1))) < 0.5*x*x + d*(1 - cube + @log(cube))) {
        F = d*cube*boost*scale
        found = 1
      }
    }
    attempt = attempt + 1
  }
}`},
	"vonmises": {name: "vonmises_draw", draw: named, args: "mu, kappa", doc: "draw n of the von Mises distribution (doi:10.2307/2346732)", text: `
LOCAL tau, rho, r, z, f, c, u, angle, attempt, found
F = ` + undefined + `
if (kappa >= 0) {
  if (kappa < 1e-8) {
    F = mu + 3.141592653589793*(2*@first(element, object, purpose, n) - 1)
  } else if (kappa > 1e6) {
    F = mu + @probit(@first(element, object, purpose, n))/sqrt(kappa)
  } else {
    tau = 1 + sqrt(1 + 4*kappa*kappa)
    rho = (tau - sqrt(2*tau))/(2*kappa)
    r = (1 + rho*rho)/(2*rho)
    attempt = 0
    found = 0
    while (found == 0) {
      z = @cos(3.141592653589793*(@attempt(element, object, purpose, n, attempt, 0)*` + number(0x1p-53) + `))
      f = (1 + r*z)/(r + z)
      c = kappa*(r - f)
      u = @open(@attempt(element, object, purpose, n, attempt, 1))
      if (c*(2 - c) > u) { found = 1 } else if (@log(c/u) + 1 >= c) { found = 1 }
      attempt = attempt + 1
    }
    if (f > 1) { f = 1 }
    if (f < -1) { f = -1 }
    angle = @acos(f)
    u = @bits(element, object, purpose, floor(n/4), 0, 0, 2 + n - 4*floor(n/4))
    if (u - 2*floor(u/2) == 1) { angle = -angle }
    F = mu + angle
  }
}`},
}

const (
	named     = "element, object, purpose, n"
	undefined = "1e308*1e308 - 1e308*1e308" // not a number
)
