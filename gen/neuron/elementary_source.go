package neuron

// elementarySource are the functions of runtime/elementary, where each algorithm
// is explained, operation by operation, so that they give the same bits; see
// [parseElementary] for the language. 2^k with whole k is exact (pow of the C
// library scales by powers of two without rounding).
const elementarySource = `
macro twoSum(a, b) s, e
  s = a + b
  t = s - a
  e = (a - (s - t)) + (b - t)
end

macro fastTwoSum(a, b) s, e
  s = a + b
  e = b - (s - a)
end

macro twoProd(a, b) p, e
  p = a*b
  t = 134217729.0*a
  ah = t - (t - a)
  al = a - ah
  t = 134217729.0*b
  bh = t - (t - b)
  bl = b - bh
  e = ah*bh - p
  e = e + ah*bl
  e = e + al*bh
  e = e + al*bl
end

macro divide(ah, al, bh, bl) hi, lo
  q = ah/bh
  p, e = twoProd(q, bh)
  w = (((ah - p) - e) + al - q*bl)/bh
  hi, lo = fastTwoSum(q, w)
end

macro scale(y, k) z
  half = floor(k/2)
  z = (y*2^half)*2^(k - half)
end

macro onePlus(r, p) y
  s, e = fastTwoSum(1.0, r)
  y = s + (e + p)
end

macro expParts(x, xl) k, r, p
  k = (x*0x1.71547652b82fep0 + 0x1.8p52) - 0x1.8p52
  a = x - k*0x1.62e42fefa38p-1
  b = k*0x1.ef35793c7673p-45 - xl
  r = a - b
  rl = (a - r) - b
  z = r*r
  z2 = z*z
  low = (Exp[0] + Exp[1]*r) + z*(Exp[2] + Exp[3]*r)
  mid = (Exp[4] + Exp[5]*r) + z*(Exp[6] + Exp[7]*r)
  high = (Exp[8] + Exp[9]*r) + z*Exp[10]
  p = z*(low + z2*(mid + z2*high)) + (rl + rl*r)
end

macro expm1Parts(x, xl) hi, lo
  k, r, p = expParts(x, xl)
  s = 2^k
  a, e0 = twoSum(s, -1.0)
  sr = s*r
  h, e1 = twoSum(a, sr)
  w = (e0 + e1) + s*p
  hi, lo = fastTwoSum(h, w)
end

func exp(x) e^x
  u = x
  if (u > 710) u = 710
  if (u < -746) u = -746
  k, r, p = expParts(u, 0.0)
  y = onePlus(r, p)
  F = scale(y, k)
end

func expm1(x) e^x - 1
  if (x != x || fabs(x) < 0x1p-54)
    F = x
  else if (x < -60)
    F = -1
  else if (x > 60)
    u = x
    if (u > 710) u = 710
    k, r, p = expParts(u, 0.0)
    y = onePlus(r, p)
    F = scale(y, k)
  else
    h, l = expm1Parts(x, 0.0)
    F = h
  end
end

func exprel(x) (e^x - 1)/x and its limit at 0
  if (x != x)
    F = x
  else if (fabs(x) < 0x1p-54)
    F = 1
  else if (x < -60)
    F = -1/x
  else if (x > 730)
    big = 1e308
    F = big*big
  else if (x > 60)
    k, r, p = expParts(x, 0.0)
    h, l = fastTwoSum(1.0, r)
    l = l + p
    q, l = divide(h, l, x, 0.0)
    F = scale(q, k)
  else
    h, l = expm1Parts(x, 0.0)
    q, l = divide(h, l, x, 0.0)
    F = q
  end
end

func linoid(x, s) x/(1 - exp(-x/s)) and its limit at 0
  z = x/s
  if (x == 0)
    F = s + x
  else if (z != z)
    F = z
  else if (fabs(z) < 0x1p-54)
    F = s + 0.5*x
  else if (z > 60)
    F = x
  else if (z < -1400)
    F = 0*s
  else
    up = 1
    down = 1
    if (fabs(x) > 0x1p400)
      up = 0x1p500
      down = 0x1p-500
    else if (fabs(x) < 0x1p-400)
      up = 0x1p-500
      down = 0x1p500
    end
    xx = x*down
    ss = s*down
    p, e = twoProd(z, ss)
    zl = ((xx - p) - e)/ss
    if (z < -60)
      k, r, p = expParts(z, zl)
      h, l = fastTwoSum(1.0, r)
      minus = -xx
      a, b = twoProd(minus, h)
      y = a + (b - xx*(l + p))
      y = scale(y, k)
      F = y*up
    else
      z = -z
      zl = -zl
      h, l = expm1Parts(z, zl)
      minus = -xx
      q, l = divide(minus, 0.0, h, l)
      F = q*up
    end
  end
end

macro reduce(x) m, k
  m = x
  k = 0
  if (m < 0x1p-1022)
    m = m*0x1p54
    k = -54
  end
  e = floor(log(m)*0x1.71547652b82fep0)
  half = floor(e/2)
  m = (m*2^(-half))*2^(half - e)
  if (m < 0x1.6a09e667f3bcdp-1)
    m = m*2
    e = e - 1
  end
  if (m >= 0x1.6a09e667f3bcdp0)
    m = m/2
    e = e + 1
  end
  k = k + e
end

macro logSum(f, k, extra) y
  s = f/(2 + f)
  z = s*s
  w = z*z
  low = (Log[0] + Log[1]*z) + w*(Log[2] + Log[3]*z)
  high = (Log[4] + Log[5]*z) + w*(Log[6] + Log[7]*z)
  r = z*(low + (w*w)*high)
  h = (0.5*f)*f
  small = s*(h + r) + (k*0x1.ef35793c7673p-45 + extra)
  y = k*0x1.62e42fefa38p-1 - ((h - small) - f)
end

macro logParts(x) hi, lo
  m, k = reduce(x)
  dh, dl = twoSum(1.0, m)
  less = m - 1
  sh, sl = divide(less, 0.0, dh, dl)
  zh, zl = twoProd(sh, sh)
  zl = zl + 2*(sh*sl)
  tail = horner(LogTail, zh)
  tail = zh*tail
  tail = tail - 0x1.999999999999ap-57
  ah, al = fastTwoSum(0x1.999999999999ap-3, tail)
  bh, bl = twoProd(zh, ah)
  bl = bl + (zh*al + zl*ah)
  ah, al = twoSum(0x1.5555555555555p-2, bh)
  al = al + (bl + 0x1.5555555555555p-56)
  bh, bl = twoProd(zh, ah)
  bl = bl + (zh*al + zl*ah)
  sh = 2*sh
  sl = 2*sl
  ch, cl = twoProd(sh, bh)
  cl = cl + (sh*bl + sl*bh)
  h, l = fastTwoSum(sh, ch)
  l = l + (cl + sl)
  whole = k*0x1.62e42fefa38p-1
  top, e = twoSum(whole, h)
  e = e + (l + k*0x1.ef35793c7673p-45)
  hi, lo = fastTwoSum(top, e)
end

func log(x) natural logarithm
  if (x != x || x > 0x1.fffffffffffffp1023)
    F = x
  else if (x == 0)
    F = -1/(x*x)
  else if (x < 0)
    F = (x - x)/(x - x)
  else
    m, k = reduce(x)
    less = m - 1
    F = logSum(less, k, 0.0)
  end
end

func probit(p) inverse of the cumulative normal distribution
  if (p <= 0 || p >= 1 || p != p)
    F = (p - p)/(p - p)
  else
    q = p - 0.5
    if (fabs(q) <= 0.425)
      r = 0.180625 - q*q
      num = horner(ProbitCentreNum, r)
      den = horner(ProbitCentreDen, r)
      F = q*(num/den)
    else
      tail = p
      if (q > 0) tail = 1 - p
      m, k = reduce(tail)
      less = m - 1
      y = logSum(less, k, 0.0)
      r = sqrt(-y)
      if (r <= 5)
        u = r - 1.6
        num = horner(ProbitMiddleNum, u)
        den = horner(ProbitMiddleDen, u)
      else
        u = r - 5
        num = horner(ProbitTailNum, u)
        den = horner(ProbitTailDen, u)
      end
      F = num/den
      if (q < 0) F = -F
    end
  end
end

func log1p(x) natural logarithm of 1 + x
  if (x != x || x > 0x1.fffffffffffffp1023 || fabs(x) < 0x1p-54)
    F = x
  else if (x == -1)
    F = -1/(0*x)*x
  else if (x < -1)
    F = (x - x)/(x - x)
  else
    u, rest = twoSum(1.0, x)
    m, k = reduce(u)
    if (k == 0)
      F = logSum(x, 0.0, 0.0)
    else
      less = m - 1
      rest = (rest*2^(-k))/m
      if (k > 100) rest = 0
      F = logSum(less, k, rest)
    end
  end
end

func log10(x) decimal logarithm
  if (x != x || x > 0x1.fffffffffffffp1023)
    F = x
  else if (x == 0)
    F = -1/(x*x)
  else if (x < 0)
    F = (x - x)/(x - x)
  else
    h, l = logParts(x)
    p, e = twoProd(h, 0x1.bcb7b1526e50ep-2)
    F = p + (e + (h*0x1.95355baaafad3p-57 + l*0x1.bcb7b1526e50ep-2))
  end
end

func pow(x, y) x^y
  big = 0x1.fffffffffffffp1023
  whole = 0
  if (y == floor(y)) whole = 1
  sign = 1
  if (whole > 0 && 0.5*y != floor(0.5*y) && (x < 0 || (x == 0 && 1/x < 0))) sign = -1
  size = fabs(x)
  if (y == 0 || x == 1)
    F = 1
  else if (x != x || y != y)
    F = x + y
  else if (x < 0 && whole == 0 && size <= big && fabs(y) <= big)
    F = (y - y)/(y - y)
  else if (size == 1 && fabs(y) > big)
    F = 1
  else if (size == 0 || size > big || fabs(y) > big)
    if ((size > 1 && y > 0) || (size <= 1 && y <= 0))
      F = sign*(2*big)
    else
      F = sign*0.0
    end
  else
    v = y
    if (v > 0x1p66) v = 0x1p66
    if (v < -0x1p66) v = -0x1p66
    h, l = logParts(size)
    p, e = twoProd(v, h)
    e = e + v*l
    p, e = fastTwoSum(p, e)
    if (p > 710)
      F = sign*(2*big)
    else if (p < -746)
      F = sign*0.0
    else
      k, r, q = expParts(p, e)
      z = onePlus(r, q)
      z = sign*z
      F = scale(z, k)
    end
  end
end

macro halfExp(x) y
  u = x
  if (u > 720) u = 720
  k, r, p = expParts(u, 0.0)
  y = onePlus(r, p)
  k = k - 1
  y = scale(y, k)
end

func sinh(x) hyperbolic sine
  a = fabs(x)
  if (x != x || a < 0x1p-28)
    F = x
  else
    if (a > 40)
      y = halfExp(a)
    else
      mh, ml = expm1Parts(a, 0.0)
      eh, el = twoSum(1.0, mh)
      el = el + ml
      qh, ql = divide(mh, ml, eh, el)
      sh, sl = twoSum(mh, qh)
      y = 0.5*(sh + (sl + (ml + ql)))
    end
    if (x < 0)
      F = -y
    else
      F = y
    end
  end
end

func cosh(x) hyperbolic cosine
  a = fabs(x)
  if (x != x)
    F = x
  else if (a > 40)
    F = halfExp(a)
  else
    mh, ml = expm1Parts(a, 0.0)
    eh, el = twoSum(1.0, mh)
    el = el + ml
    qh, ql = divide(1.0, 0.0, eh, el)
    sh, sl = twoSum(eh, qh)
    F = 0.5*(sh + (sl + (el + ql)))
  end
end

func tanh(x) hyperbolic tangent
  a = fabs(x)
  if (x != x || a < 0x1p-28)
    F = x
  else
    if (a > 22)
      y = 1
    else
      a = 2*a
      mh, ml = expm1Parts(a, 0.0)
      dh, dl = twoSum(2.0, mh)
      dl = dl + ml
      y, ql = divide(mh, ml, dh, dl)
    end
    if (x < 0)
      F = -y
    else
      F = y
    end
  end
end

func atan(x) arc tangent
  a = fabs(x)
  if (x != x || x == 0)
    F = x
  else if (a < 0.4375)
    z = x*x
    w = horner(Atan, z)
    F = x + x*(z*w)
  else
    if (a < 0.6875)
      t = (a - AtanPoint[0])/(1 + AtanPoint[0]*a)
      h = AtanPoint[1]
      l = AtanPoint[2]
    else if (a < 1.1875)
      t = (a - AtanPoint[3])/(1 + AtanPoint[3]*a)
      h = AtanPoint[4]
      l = AtanPoint[5]
    else if (a < 2.4375)
      t = (a - AtanPoint[6])/(1 + AtanPoint[6]*a)
      h = AtanPoint[7]
      l = AtanPoint[8]
    else
      t = -1/a
      h = 0x1.921fb54442d18p0
      l = 0x1.1a62633145c07p-54
    end
    z = t*t
    w = horner(Atan, z)
    p = t*(z*w)
    y = h + (t + (p + l))
    if (x < 0)
      F = -y
    else
      F = y
    end
  end
end

macro asinTail(z) y
  w = horner(Asin, z)
  y = z*w
end

macro asinHalf(z) hi, lo
  hi = 0
  lo = 0
  if (z > 0)
    hi = sqrt(z)
    p, e = twoProd(hi, hi)
    t = asinTail(z)
    lo = ((z - p) - e)/(2*hi) + hi*t
  end
end

func asin(x) arc sine
  a = fabs(x)
  if (x != x || a > 1)
    F = (x - x)/(x - x)
  else if (a <= 0.5)
    z = x*x
    t = asinTail(z)
    F = x + x*t
  else
    z = 0.5*(1 - a)
    h, l = asinHalf(z)
    h = -2*h
    u, e = twoSum(0x1.921fb54442d18p0, h)
    y = u + (e + (0x1.1a62633145c07p-54 - 2*l))
    if (x < 0)
      F = -y
    else
      F = y
    end
  end
end

func acos(x) arc cosine
  a = fabs(x)
  if (x != x || a > 1)
    F = (x - x)/(x - x)
  else if (a <= 0.5)
    minus = -x
    u, e = twoSum(0x1.921fb54442d18p0, minus)
    z = x*x
    t = asinTail(z)
    F = u + (e + (0x1.1a62633145c07p-54 - x*t))
  else
    z = 0.5*(1 - a)
    h, l = asinHalf(z)
    if (x > 0)
      F = 2*(h + l)
    else
      h = -2*h
      u, e = twoSum(0x1.921fb54442d18p1, h)
      F = u + (e + (0x1.1a62633145c07p-53 - 2*l))
    end
  end
end

func erf(x) error function
  a = fabs(x)
  if (x != x)
    F = x
  else if (a < 0.5)
    z = x*x
    w = horner(ErfCentre, z)
    F = x + x*w
  else
    y = 1
    if (a < 6)
      i = floor(2*a) - 1
      t = a - (0.5*i + 0.75)
      y = erfRow(i, t)
    end
    if (x < 0)
      F = -y
    else
      F = y
    end
  end
end

inner digitSum(a, b, c, d, j) what digits of x add to a digit of x*2/pi
  F = a*twoOverPi(j)
  F = F + b*twoOverPi(j - 1)
  F = F + c*twoOverPi(j - 2)
  F = F + d*twoOverPi(j - 3)
end

macro carry(low, high) l, h
  c = floor(low*0x1p-24)
  l = low - c*0x1p24
  h = high + c
end

macro farQuadrant(x) n, hi, lo
  e = floor(log(x)*0x1.71547652b82fep0)
  if (x < 2^e) e = e - 1
  if (x/2 >= 2^e) e = e + 1
  q = floor(e/24)
  rest = x*2^(-24*q)
  d0 = floor(rest)
  rest = (rest - d0)*0x1p24
  d1 = floor(rest)
  rest = (rest - d1)*0x1p24
  d2 = floor(rest)
  rest = (rest - d2)*0x1p24
  d3 = floor(rest)
  s0 = digitSum(d0, d1, d2, d3, q - 1)
  s1 = digitSum(d0, d1, d2, d3, q)
  s2 = digitSum(d0, d1, d2, d3, q + 1)
  s3 = digitSum(d0, d1, d2, d3, q + 2)
  s4 = digitSum(d0, d1, d2, d3, q + 3)
  s5 = digitSum(d0, d1, d2, d3, q + 4)
  s6 = digitSum(d0, d1, d2, d3, q + 5)
  s7 = digitSum(d0, d1, d2, d3, q + 6)
  s7, s6 = carry(s7, s6)
  s6, s5 = carry(s6, s5)
  s5, s4 = carry(s5, s4)
  s4, s3 = carry(s4, s3)
  s3, s2 = carry(s3, s2)
  s2, s1 = carry(s2, s1)
  s1, s0 = carry(s1, s0)
  n = s0 - 4*floor(s0/4)
  first = s1*0x1p-24 + s2*0x1p-48
  if (first >= 0.5)
    first = first - 1
    n = n + 1
    n = n - 4*floor(n/4)
  end
  second = s3*0x1p-72 + s4*0x1p-96
  third = s5*0x1p-120 + s6*0x1p-144
  h, l = twoSum(first, second)
  l = l + third
  h, l = fastTwoSum(h, l)
  p, e = twoProd(h, 0x1.921fb54442d18p0)
  e = e + (h*0x1.1a62633145c07p-54 + l*0x1.921fb54442d18p0)
  hi, lo = fastTwoSum(p, e)
end

macro quadrant(x) n, hi, lo
  a = fabs(x)
  if (a <= 0.785)
    n = 0
    hi = x
    lo = 0
  else if (a > 0x1p20)
    n, hi, lo = farQuadrant(a)
    if (x < 0)
      n = (4 - n) - 4*floor((4 - n)/4)
      hi = -hi
      lo = -lo
    end
  else
    k = (x*0x1.45f306dc9c883p-1 + 0x1.8p52) - 0x1.8p52
    u = x - k*0x1.921fb544p0
    v = -(k*0x1.0b4611a6p-34)
    h, l = twoSum(u, v)
    v = -(k*0x1.3198a2ep-69)
    h, e = twoSum(h, v)
    e = (l + e) - k*0x1.b839a252049c1p-104
    hi, lo = fastTwoSum(h, e)
    n = k - 4*floor(k/4)
  end
end

macro sinParts(r, rl) hi, lo
  z = r*r
  w = horner(Sin, z)
  p = (r*z)*w
  hi = r
  lo = p + rl*(1 - 0.5*z)
end

macro cosParts(r, rl) hi, lo
  z = r*r
  h = 0.5*z
  hi = 1 - h
  w = horner(Cos, z)
  p = (z*z)*w
  lo = ((1 - hi) - h) + (p - r*rl)
end

func sin(x) sine
  if (x == 0)
    F = x
  else if (x - x != 0)
    F = x - x
  else
    n, r, rl = quadrant(x)
    if (n == 0 || n == 2)
      h, l = sinParts(r, rl)
    else
      h, l = cosParts(r, rl)
    end
    if (n >= 2)
      F = -(h + l)
    else
      F = h + l
    end
  end
end

func cos(x) cosine
  if (x - x != 0)
    F = x - x
  else
    n, r, rl = quadrant(x)
    if (n == 0 || n == 2)
      h, l = cosParts(r, rl)
    else
      h, l = sinParts(r, rl)
    end
    if (n == 1 || n == 2)
      F = -(h + l)
    else
      F = h + l
    end
  end
end

func tan(x) tangent
  if (x - x != 0)
    F = x - x
  else if (fabs(x) < 0x1p-28)
    F = x
  else
    n, r, rl = quadrant(x)
    h, l = sinParts(r, rl)
    sh, sl = fastTwoSum(h, l)
    h, l = cosParts(r, rl)
    ch, cl = fastTwoSum(h, l)
    if (n == 1 || n == 3)
      h = -ch
      l = -cl
      ch = sh
      cl = sl
      sh = h
      sl = l
    end
    q, l = divide(sh, sl, ch, cl)
    F = q
  end
end

func sign(x) -1, 0 or 1
  F = x
  if (x > 0) F = 1
  if (x < 0) F = -1
end
`
