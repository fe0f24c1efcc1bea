package spinnaker

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// codeSizes are the bytes of text of each core's object file, with the flags of
// SpiNNaker's tools.
func (p *prepared) codeSizes(t *testing.T) []int {
	t.Helper()
	var list []int
	for _, line := range strings.Split(string(command(t, p.folder, "make", "-s", "-C", "harness", "sizes")), "\n") {
		if f := strings.Fields(line); len(f) == 6 && f[0] != "text" {
			n, err := strconv.Atoi(f[0])
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, n)
		}
	}
	return list
}

// instructions counts what the ARM executes for the first n steps.
func (p *prepared) instructions(t *testing.T, n int64) int64 {
	t.Helper()
	m := *p.image
	m.Steps = n
	image, log := filepath.Join(p.folder, "count.bin"), filepath.Join(p.folder, "exec.log")
	if err := os.WriteFile(image, p.form.Encode(&m, false), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "qemu-arm", "-singlestep", "-d", "exec,nochain", "-D", log, filepath.Join(p.folder, "harness", "harness.elf"), image, filepath.Join(p.folder, "count.out"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	count := int64(0)
	for s := bufio.NewScanner(f); s.Scan(); {
		if bytes.HasPrefix(s.Bytes(), []byte("Trace ")) {
			count++
		}
	}
	return count
}

// perStep is how many instructions a step of one more neuron of a kind takes.
func (p *prepared) perStep(t *testing.T, k kind) int64 {
	t.Helper()
	steps := func(n int) int64 {
		q := *prepare(t, alone(k, n))
		q.folder = p.folder // the same code
		return q.instructions(t, 60) - q.instructions(t, 20)
	}
	return (steps(11) - steps(1)) / (10 * 40)
}
