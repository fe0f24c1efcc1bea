package brian2

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nngen/nngen/runtime/elementary"
)

// coefficients is a table of nngen_elementary.py.
type coefficients struct {
	Name  string
	Lines []string // hexadecimal literals
	Shape string   // of a table with rows
}

// coefficientTables are the tables of the elementary functions.
func coefficientTables() []coefficients {
	var erf, atan []float64
	for i := range elementary.ErfCoefficients {
		erf = append(erf, elementary.ErfCoefficients[i][:]...)
	}
	for i := range elementary.AtanPoints {
		atan = append(atan, elementary.AtanPoints[i][:]...)
	}
	return []coefficients{
		coefficientTable("EXP", elementary.ExpCoefficients[:], 0),
		coefficientTable("LOG", elementary.LogCoefficients[:], 0),
		coefficientTable("LOG_TAIL", elementary.LogTailCoefficients[:], 0),
		coefficientTable("SIN", elementary.SinCoefficients[:], 0),
		coefficientTable("COS", elementary.CosCoefficients[:], 0),
		coefficientTable("ATAN", elementary.AtanCoefficients[:], 0),
		coefficientTable("ATAN_POINTS", atan, 3),
		coefficientTable("ASIN", elementary.AsinCoefficients[:], 0),
		coefficientTable("ERF_CENTRE", elementary.ErfCentreCoefficients[:], 0),
		coefficientTable("ERF", erf, 17),
		coefficientTable("TWO_OVER_PI_DIGITS", elementary.TwoOverPi[:], 0),
	}
}

// coefficientTable is a table in rows of so many columns, 0 for one row.
func coefficientTable(name string, list []float64, columns int) coefficients {
	t := coefficients{Name: name}
	if columns > 0 {
		t.Shape = fmt.Sprintf(".reshape(-1, %d)", columns)
	}
	for len(list) > 0 {
		n := min(len(list), 4)
		var words []string
		for _, x := range list[:n] {
			words = append(words, strconv.FormatFloat(x, 'x', -1, 64))
		}
		t.Lines, list = append(t.Lines, strings.Join(words, " ")), list[n:]
	}
	return t
}
