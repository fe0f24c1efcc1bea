package gen

import "github.com/nngen/nngen/gen/tmpl"

// Rendered is a file made by a template from a view.
type Rendered struct {
	Path, Template string
	View           any
	Mode           uint32
}

// Render executes the templates and returns the files, sorted by path, with
// others that need none.
func Render(set *tmpl.Set, list []Rendered, others ...File) ([]File, error) {
	files := others
	for _, r := range list {
		data, err := set.Execute(r.Template, r.View)
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: r.Path, Data: data, Mode: r.Mode})
	}
	return files, Sort(files)
}
