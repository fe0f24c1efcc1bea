package unit

// quantity names a dimension the way the field does.
type quantity struct {
	dim  Dim
	name string
}

var quantities = []quantity{
	{Dim{}, "dimensionless number"},
	{dim(2, 1, -3, -1, 0, 0, 0), "voltage"},
	{dim(0, 0, 0, 1, 0, 0, 0), "current"},
	{dim(-2, -1, 3, 2, 0, 0, 0), "conductance"},
	{dim(2, 1, -3, -2, 0, 0, 0), "resistance"},
	{dim(-2, -1, 4, 2, 0, 0, 0), "capacitance"},
	{dim(0, 0, 1, 1, 0, 0, 0), "charge"},
	{dim(0, 0, 1, 0, 0, 0, 0), "time"},
	{dim(0, 0, -1, 0, 0, 0, 0), "frequency"},
	{dim(1, 0, 0, 0, 0, 0, 0), "length"},
	{dim(2, 0, 0, 0, 0, 0, 0), "area"},
	{dim(3, 0, 0, 0, 0, 0, 0), "volume"},
	{dim(1, 0, -1, 0, 0, 0, 0), "velocity"},
	{dim(2, 0, -1, 0, 0, 0, 0), "diffusion coefficient"},
	{dim(0, 1, 0, 0, 0, 0, 0), "mass"},
	{dim(0, 0, 0, 0, 1, 0, 0), "temperature"},
	{dim(0, 0, 0, 0, 0, 1, 0), "amount of substance"},
	{dim(-3, 0, 0, 0, 0, 1, 0), "concentration"},
	{dim(-3, 0, -1, 0, 0, 1, 0), "rate of change of concentration"},
	{dim(1, 1, -2, 0, 0, 0, 0), "force"},
	{dim(-1, 1, -2, 0, 0, 0, 0), "pressure"},
	{dim(2, 1, -2, 0, 0, 0, 0), "energy"},
	{dim(2, 1, -3, 0, 0, 0, 0), "power"},
	{dim(0, 0, 0, 0, 0, 0, 1), "luminous intensity"},
	{dim(2, 1, -4, -1, 0, 0, 0), "rate of change of voltage"},
	{dim(0, 0, -1, 1, 0, 0, 0), "rate of change of current"},
	{dim(-2, -1, 2, 2, 0, 0, 0), "rate of change of conductance"},
	{dim(-2, 0, 0, 1, 0, 0, 0), "current density"},
	{dim(-4, -1, 3, 2, 0, 0, 0), "conductance per area"},
	{dim(-4, -1, 4, 2, 0, 0, 0), "capacitance per area"},
	{dim(3, 1, -3, -2, 0, 0, 0), "resistivity"},
	{dim(-3, -1, 3, 2, 0, 0, 0), "conductivity"},
}

// Describe returns the name of the quantity of dimension d: "voltage",
// "conductance", "dimensionless number", …; "" if it has no usual name.
func Describe(d Dim) string {
	for _, q := range quantities {
		if q.dim == d {
			return q.name
		}
	}
	return ""
}
