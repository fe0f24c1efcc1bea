package diag

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/source"
)

func TestJSON(t *testing.T) {
	f := source.New("m.nn", "état = 1\nV' = -V + I_e\n")
	d := UnknownName(find(t, f, "I_e"), "I_e", []string{"I_ext"}).
		WithLabel("this <name>").WithRelated(find(t, f, "état"), "not this").WithNote("a note")
	var b strings.Builder
	if err := WriteJSON(&b, List{d, UnusedOverride("g", nil), d}); err != nil {
		t.Fatal(err)
	}
	want := `[
  {
    "code": "NN5028",
    "severity": "error",
    "message": "--set g: there is nothing of that name to set",
    "help": [
      "constants and parameters of the network, and parameters of populations (exc.tau_m), can be set"
    ]
  },
  {
    "code": "NN1001",
    "severity": "error",
    "message": "there is nothing called I_e",
    "place": {
      "file": "m.nn",
      "start": 20,
      "end": 23,
      "line": 2,
      "column": 11,
      "end_line": 2,
      "end_column": 14
    },
    "label": "this <name>",
    "related": [
      {
        "place": {
          "file": "m.nn",
          "start": 0,
          "end": 5,
          "line": 1,
          "column": 1,
          "end_line": 1,
          "end_column": 5
        },
        "text": "not this"
      }
    ],
    "notes": [
      "a note"
    ],
    "help": [
      "did you mean I_ext?"
    ],
    "fixes": [
      {
        "place": {
          "file": "m.nn",
          "start": 20,
          "end": 23,
          "line": 2,
          "column": 11,
          "end_line": 2,
          "end_column": 14
        },
        "replacement": "I_ext"
      }
    ]
  }
]
`
	if got := b.String(); got != want {
		t.Errorf("%s\ninstead of\n%s", got, want)
	}
}

// TestJSONAlways: no list is an array too, and nothing in a model breaks the
// form.
func TestJSONAlways(t *testing.T) {
	f := source.New("a\"b\xff.nn", "\x00\xff\u2028</script>")
	for _, c := range []struct {
		list List
		n    int
	}{
		{nil, 0},
		{List{{}}, 1},
		{List{one(source.Span{File: f, Start: -3, End: 100}, f.Text).WithHelp(f.Text)}, 1},
	} {
		var b strings.Builder
		var back []map[string]any
		if err := WriteJSON(&b, c.list); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(b.String()), &back); err != nil || back == nil || len(back) != c.n {
			t.Errorf("%s: %v", b.String(), err)
		}
		for _, d := range back {
			if place, ok := d["place"].(map[string]any); ok && (place["start"] != 0.0 || place["end"] != float64(len(f.Text))) {
				t.Errorf("the place is not brought inside of its file: %v", place)
			}
		}
	}
}
