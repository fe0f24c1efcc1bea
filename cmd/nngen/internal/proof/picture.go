package proof

import (
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/svgplot"
)

// writeSource writes what an engine's target emitted for a model into a folder of a
// report and returns its address in it, "" where nothing was emitted.
func writeSource(report string, s Subject, e engines.Engine, segments [][]gen.File) (string, error) {
	if len(segments) == 0 {
		return "", nil
	}
	address := path.Join("code", s.Group, s.Name, e.Name)
	for k, files := range segments {
		folder := filepath.Join(report, filepath.FromSlash(address))
		if k > 0 {
			folder = filepath.Join(folder, fmt.Sprintf("segment%03d", k))
		}
		for _, f := range files {
			if _, err := disk.Write(filepath.Join(folder, filepath.FromSlash(f.Path)), f.Data, os.FileMode(f.Mode)); err != nil {
				return "", err
			}
		}
	}
	return address, nil
}

// most is how many spikes of a population a picture shows.
const most = 4000

// writeFigures draws spikes and traces of an engine over those of the reference and
// returns the addresses of the pictures in the report.
func writeFigures(report string, s Subject, e engines.Engine, j *engines.Job, want, got *engines.Outcome) ([]string, error) {
	var list []string
	for _, x := range []struct{ kind, text string }{{"spikes", spikes(s.Name, e.Name, j, want, got)}, {"traces", traces(s.Name, e.Name, j, want, got)}} {
		if x.text == "" {
			continue
		}
		address := path.Join("figures", s.Group+"_"+s.Name+"_"+e.Name+"_"+x.kind+".svg")
		if _, err := disk.Write(filepath.Join(report, filepath.FromSlash(address)), []byte(x.text), 0o644); err != nil {
			return nil, err
		}
		list = append(list, address)
	}
	return list, nil
}

// spikes draws the spikes of an engine over those of the reference, "" where none are
// recorded.
func spikes(model, name string, j *engines.Job, want, got *engines.Outcome) string {
	timeline := j.Study.Timeline
	var pops []svgplot.Population
	for _, r := range j.Study.Records {
		if r.Observable != ir.Spikes {
			continue
		}
		pop := j.Study.Network.Populations[r.Population]
		for k, list := range [][]interp.Spike{want.Spikes, got.Spikes} {
			p := svgplot.Population{Name: pop.Name, Size: pop.N, Over: k > 0}
			if k > 0 {
				p.Name = name
			}
			for _, x := range list {
				if x.Population == r.Population && len(p.Time) < most {
					p.Time, p.Index = append(p.Time, float64(x.Step)*timeline.Step), append(p.Index, x.Index)
				}
			}
			pops = append(pops, p)
		}
	}
	if pops == nil {
		return ""
	}
	return svgplot.Raster(model+": reference and "+name, float64(timeline.Segments[0].Steps)*timeline.Step, pops)
}

// traces draws the first trace of each record of an engine over that of the reference,
// "" where none are recorded.
func traces(model, name string, j *engines.Job, want, got *engines.Outcome) string {
	timeline := j.Study.Timeline
	var panels []svgplot.Panel
	for i, r := range j.Study.Records {
		if r.Observable == ir.Spikes || len(panels) == 6 || i >= len(got.Traces) || len(got.Traces[i]) == 0 || len(want.Traces[i]) == 0 {
			continue
		}
		every := float64(r.Every) * timeline.Step
		panels = append(panels, svgplot.Panel{Name: fmt.Sprintf("%s (%s)", r.Variable, r.Unit), Curves: []svgplot.Curve{
			{Name: "reference", Every: every, Value: want.Traces[i][0]}, {Name: name, Every: every, Value: got.Traces[i][0]}}})
	}
	if panels == nil {
		return ""
	}
	return svgplot.Curves(model+": reference and "+name, float64(timeline.Segments[0].Steps)*timeline.Step, panels)
}
