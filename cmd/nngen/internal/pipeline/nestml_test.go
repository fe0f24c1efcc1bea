package pipeline

import (
	"path/filepath"
	"strings"
	"testing"
)

// condition is one of the context conditions that NESTML checks (NESTML 8,
// pynestml/cocos), and what nngen says about the same mistake: titles of files of
// mistakes, "file: title", or why the mistake cannot be made.
type condition struct {
	name   string
	cases  []string
	reason string
}

const (
	noKernels      = "there are no kernels and no convolve: a synapse is equations, and its name in an expression is its output"
	noCompartments = "cells with compartments are reserved for a later version, whose words are refused until then"
	noUpdate       = "equations always hold: there is no update block in which integration could be forgotten"
)

// conditions are the fifty, in the order of co_cos_manager.py.
var conditions = []condition{
	{name: "all_variables_defined", cases: []string{"expression: a misspelled constant", "neuron: an initial value of itself", "function: a let of itself"}},
	{name: "variable_once_per_scope", cases: []string{"neuron: a parameter and a state of one name", "file: a constant of pi", "handler: two lets of one name"}},
	{name: "state_variables_initialized", cases: []string{"neuron: a state without an initial value"}},
	{name: "each_block_defined_at_most_once", cases: []string{"neuron: two methods", "synapse: a synapse with two outputs", "experiment: two steps"}},
	{name: "function_unique", cases: []string{"function: two functions of one name", "function: a function with the name of one of the language"}},
	{name: "function_calls_consistent", cases: []string{"names: a function that does not exist", "function: a function with too few arguments", "function: an argument in another unit"}},
	{name: "function_argument_template_types_consistent", cases: []string{"expression: the larger of a time and a potential"}},
	{name: "user_defined_function_correctly_defined", cases: []string{"function: a function without a result", "function: a result in another unit", "function: an expression after the result"}},
	{name: "illegal_expression", cases: []string{"neuron: an initial value in another unit", "handler: an assignment in another unit", "handler: a condition of an if that is a number", "table: a range of halves"}},
	{name: "odes_have_consistent_units", cases: []string{"neuron: an equation in another unit"}},
	{name: "ode_functions_have_consistent_units", cases: []string{"neuron: a let in another unit than declared"}},
	{name: "correct_order_in_equation", cases: []string{"neuron: an equation without a prime"}},
	{name: "equations_only_for_init_values", cases: []string{"names: an equation for something that is no state"}},
	{name: "correct_numerator_of_unit", cases: []string{"quantity: a unit with a number above its fraction"}},
	{name: "invariant_is_boolean", cases: []string{"handler: a condition that is a number"}, reason: "declarations have no guards; what must be true or false are conditions of handlers"},
	{name: "parameters_assigned_only_in_parameter_block", cases: []string{"handler: an assignment to a parameter"}},
	{name: "internals_assigned_only_in_internals_block", cases: []string{"handler: an assignment to a constant"}},
	{name: "inline_expression_not_assigned_to", cases: []string{"handler: an assignment to a let"}},
	{name: "inline_expressions_have_rhs", cases: []string{"neuron: a let without a value"}},
	{name: "inline_max_one_lhs", cases: []string{"neuron: two names for one value"}},
	{name: "input_port_not_assigned_to", cases: []string{"handler: an assignment to an input", "handler: an assignment to a port"}},
	{name: "input_port_qualifier_unique", cases: []string{"neuron: two inputs of one name"}, reason: "ports have no qualifiers: excitation and inhibition are two ports with names of their own"},
	{name: "kernel_type", cases: []string{"synapse: a weight in another unit"}, reason: noKernels},
	{name: "no_kernels_except_in_convolve", cases: []string{"expression: a neuron in an expression"}, reason: noKernels},
	{name: "convolve_cond_correctly_built", reason: noKernels},
	{name: "convolve_has_correct_parameter", reason: noKernels},
	{name: "simple_delta_function", cases: []string{"handler: an arrival that assigns"}, reason: noKernels + "; a delta synapse is `on spike from exc(w : mV) { V += w }`"},
	{name: "integrate_odes_called_if_equations_defined", reason: noUpdate},
	{name: "integrate_odes_params_correct", cases: []string{"handler: a hold of what does not exist"}, reason: noUpdate + "; states that must not move are held"},
	{name: "output_port_defined_if_emit_call", reason: "every neuron can spike: there is no port for it that could be left out"},
	{name: "emit_spike_function_arguments", cases: []string{"handler: a spike with an argument"}},
	{name: "priorities_correctly_specified", reason: "handlers run in the order of the text, so there are no priorities"},
	{name: "resolution_func_legally_used", reason: "there is no function for it: the step belongs to the experiment, and `step` is a name that equations and handlers may read or not"},
	{name: "resolution_func_used", reason: "there is no function for it: the step belongs to the experiment, and `step` is a name that equations and handlers may read or not"},
	{name: "timestep_function_legally_used", reason: noUpdate},
	{name: "nest_random_functions_legally_used", cases: []string{"neuron: an equation that draws", "function: a draw in a function"}},
	{name: "nest_synapse_delay_not_assigned_to", cases: []string{"plasticity_rule: an assignment to the delay"}},
	{name: "no_nest_name_space_collision", reason: "names that some simulator reserves are legal and renamed in the output of that target (gen/names)"},
	{name: "model_name_unique", cases: []string{"neuron: two neurons of one name"}},
	{name: "vector_variable_in_non_vector_declaration", cases: []string{"expression: a list where a number is needed"}},
	{name: "vector_parameter_declared_in_right_block", cases: []string{"population: a size that is a draw"}, reason: "sizes are constants of the file or of the network, which are all known before anything is built"},
	{name: "vector_declaration_right_size", cases: []string{"population: a size that is no whole number", "population: a negative size", "view: an index before the beginning"}},
	{name: "vector_input_port_correct_size_type", cases: []string{"population: a size that is no whole number"}, reason: "ports have no size; several of them are several ports with names of their own"},
	{name: "v_comp_exists", cases: []string{"neuron: a morphology"}, reason: noCompartments},
	{name: "cm_global", reason: noCompartments},
	{name: "cm_channel_model", cases: []string{"file: a reserved channel"}, reason: noCompartments},
	{name: "cm_concentration_model", reason: noCompartments},
	{name: "cm_receptor_model", reason: noCompartments},
	{name: "cm_continuous_input_model", reason: noCompartments},
	{name: "cm_mech_shared_code", reason: noCompartments},
}

// TestContextConditions: each of the conditions of NESTML has an answer, and the
// answers are there.
func TestContextConditions(t *testing.T) {
	if len(conditions) != 50 {
		t.Fatalf("%d conditions instead of 50", len(conditions))
	}
	titles := map[string]bool{}
	paths, err := filepath.Glob("../../../../dsl/testdata/bad/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		for _, c := range chunksOf(t, path) {
			titles[strings.TrimSuffix(filepath.Base(path), ".txt")+": "+c.title] = true
		}
	}
	seen := map[string]bool{}
	for _, c := range conditions {
		if seen[c.name] {
			t.Errorf("%s stands there twice", c.name)
		}
		seen[c.name] = true
		if len(c.cases) == 0 && len(c.reason) < 40 {
			t.Errorf("%s has no answer", c.name)
		}
		for _, title := range c.cases {
			if !titles[title] {
				t.Errorf("%s: there is no mistake %q", c.name, title)
			}
		}
	}
}
