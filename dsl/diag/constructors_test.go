package diag

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/source"
)

// at and other are two places of a small file; none is no place at all.
var (
	small = source.New("m.nn", "state V = 0 mV\nV' = -V + I_e\n")
	at    = source.Span{File: small, Start: 25, End: 28}
	other = source.Span{File: small, Start: 20, End: 22}
	none  = source.Span{}
)

// constructed has one report of every constructor, by its name.
var constructed = map[string]Diagnostic{
	"Unexpected":           Unexpected(at, "`}`", "a value", "run 1 s discard 200 ms"),
	"BracketNotClosed":     BracketNotClosed(at, other),
	"BracketMismatch":      BracketMismatch(at, other),
	"BracketNotOpened":     BracketNotOpened(at, ")"),
	"BlockNotClosed":       BlockNotClosed(at, "neuron"),
	"ColonForBlock":        ColonForBlock(at, "neuron"),
	"OperatorMissing":      OperatorMissing(other, at),
	"ForeignOperator":      ForeignOperator(at, "&&", "and"),
	"ForeignWord":          ForeignWord(at, "def", "functions are declared by `fn`"),
	"ForeignComment":       ForeignComment(at, "#"),
	"AssignInCondition":    AssignInCondition(at),
	"ComparisonChain":      ComparisonChain(other, at),
	"TooManyOperators":     TooManyOperators(at, 1000),
	"TooDeep":              TooDeep(at, 200),
	"NumberRange":          NumberRange(at, 300),
	"UnitExponent":         UnitExponent(at),
	"UnitIsNumber":         UnitIsNumber(at),
	"NotAUnit":             NotAUnit(at, "10", "msec", "ms"),
	"TextNotClosed":        TextNotClosed(at),
	"SingleQuotes":         SingleQuotes(at, "std/neurons"),
	"StrayPrime":           StrayPrime(at),
	"StrayCharacter":       StrayCharacter(at, '$'),
	"LetterNotASCII":       LetterNotASCII(at, "τ"),
	"NameStartsWithDigit":  NameStartsWithDigit(at, "population"),
	"UnknownStatement":     UnknownStatement(at, "stat", "a neuron", []string{"state", "param"}, "state"),
	"ReservedWord":         ReservedWord(at, "on"),
	"StatementElsewhere":   StatementElsewhere(at, "connect", "a neuron", "a network"),
	"AssignOutsideHandler": AssignOutsideHandler(at, "V", "a neuron", "write it in a handler"),
	"EquationInHandler":    EquationInHandler(at, "V"),
	"ForeignDerivative":    ForeignDerivative(at, "V"),
	"FileTooLarge":         FileTooLarge(at, 5<<20, 4<<20),

	"FunctionTooLarge":   FunctionTooLarge(at, "f", 1000),
	"ExpressionTooLarge": ExpressionTooLarge(at, 1000),
	"NeverReached":       NeverReached(at, other),
	"MustNotChange":      MustNotChange(at, "the parameter a", "the state V", "write a let"),
	"NoNumber":           NoNumber(at, "a"),
	"NoStart":            NoStart(at, "V", "mV"),
	"DiscardTooLong":     DiscardTooLong(at, other),
	"SelectedTwice":      SelectedTwice(at, "p", 3),
	"Predefined":         Predefined(at, "exp", "a function of the language"),
	"PrimeOnDeclaration": PrimeOnDeclaration(at, "a'"),
	"WeightOfRule":       WeightOfRule(at, "has no initial value of its own"),
	"NoCurrentInput":     NoCurrentInput(at, "A", "I", nil),
	"WrongTruth":         WrongTruth(at),
	"RuleBounds":         RuleBounds(at, "are in the wrong order"),
	"DrawnStart":         DrawnStart(at, "U", "V"),
	"SampleTooLarge":     SampleTooLarge(at, 11, 10),

	"UnknownName":         UnknownName(at, "tua", []string{"tau"}),
	"DuplicateName":       DuplicateName(at, "tau", other),
	"NotAValue":           NotAValue(at, "exc"),
	"CyclicDefinition":    CyclicDefinition(at, "a"),
	"NeedsValue":          NeedsValue(at, "a"),
	"NoFields":            NoFields(at, "a"),
	"UnknownFunction":     UnknownFunction(at, "expp", []string{"exp"}),
	"ArgumentCount":       ArgumentCount(at, "exp", 1, 1, 2),
	"NoNamedArguments":    NoNamedArguments(at, "exp"),
	"UnknownArgument":     UnknownArgument(at, "frequency", "poisson", []string{"rate"}),
	"NeedsNames":          NeedsNames(at, "LIF_exp"),
	"UnknownParameter":    UnknownParameter(at, "V_thresh", "LIF_exp", []string{"V_th"}),
	"NeedsArgument":       NeedsArgument(at, "X", "tau", other),
	"UnknownNeuron":       UnknownNeuron(at, "LIF_epx", []string{"LIF_exp"}),
	"UnknownSynapse":      UnknownSynapse(at, "exp_curent", nil),
	"RuleWithoutWeight":   RuleWithoutWeight(at, "stdp"),
	"RuleWithoutDelivery": RuleWithoutDelivery(at, "stdp"),
	"DeliveryElsewhere":   DeliveryElsewhere(at),
	"RuleSide":            RuleSide(at, "x", "pre", "it is changed in `on post`"),
	"RuleReread":          RuleReread(at, "x"),
	"RuleEquation":        RuleEquation(at, "a", "is not linear in a"),
	"RuleVaries":          RuleVaries(at, "x", "pre", "tau"),
	"BadModulation":       BadModulation(at, "the projection ee has no modulator dopamine", "it has reward"),
	"DelayParts":          DelayParts(at, "`delay` stands beside `axonal_delay`", "write `dendritic_delay`"),
	"NothingToChange":     NothingToChange(at, "a handler that spikes", "LIF"),
	"UnknownPlasticity":   UnknownPlasticity(at, "stdpp", []string{"stdp"}),
	"Recursion":           Recursion(at, "f", other),
	"NoResult":            NoResult(at, "f"),
	"NotAnExpression":     NotAnExpression(at),
	"ImportMissing":       ImportMissing(at, "a.nn", "no such file"),
	"ImportUnknown":       ImportUnknown(at, "std/neuron", []string{"std/neurons", "std/synapses"}),

	"UnitMismatchSum":     UnitMismatchSum(other, "mV/ms", at, "pA", "divide the current by the membrane capacitance: `I_e/C_m`"),
	"UnknownUnit":         UnknownUnit(at, "pf", []string{"pF"}),
	"UnitExpected":        UnitExpected(at, "the delay", "ms", "1", "write `1.5 ms`"),
	"ComparedUnits":       ComparedUnits(other, "mV", at, "1"),
	"TruthAsNumber":       TruthAsNumber(at),
	"NumberAsTruth":       NumberAsTruth(at),
	"ExponentUnit":        ExponentUnit(at, "mV"),
	"ExponentNotConstant": ExponentNotConstant(at, "mV"),
	"PlainArgument":       PlainArgument(at, "exp", "mV"),
	"AmbiguousFactor":     AmbiguousFactor(at, "V", "/", other),

	"DivisionByZero":      DivisionByZero(at, "E_L"),
	"NotAState":           NotAState(at, "tau", other),
	"NoSuchState":         NoSuchState(at, "v", []string{"V"}),
	"SecondEquation":      SecondEquation(at, "V", other),
	"DrawNotHere":         DrawNotHere(at, "normal"),
	"NoiseNotHere":        NoiseNotHere(at),
	"UnknownSource":       UnknownSource(at, "poison", []string{"poisson"}),
	"SourceWithoutOutput": SourceWithoutOutput(at, "s"),
	"NoiseNotATerm":       NoiseNotATerm(at),
	"NotAList":            NotAList(at, "times", "[1 ms]"),
	"TimelineLengths":     TimelineLengths(at, 2, 1),
	"TimelineOrder":       TimelineOrder(at),
	"NotPositive":         NotPositive(at, "the step", "0 ms"),
	"ChangedAtOnce":       ChangedAtOnce(at, "V", "tau", "a handler sets it"),

	"NotAdditive":          NotAdditive(at, "it sets V"),
	"NoOutput":             NoOutput(at, "s"),
	"NoArrival":            NoArrival(at, "s"),
	"NoTarget":             NoTarget(at, "exp_cond", "V"),
	"GapConductance":       GapConductance(at),
	"GapPotential":         GapPotential(at, []string{"V", "v"}),
	"VectorKind":           VectorKind(at, "input", "I"),
	"VectorLength":         VectorLength(at, "q", "1.5", 10),
	"VectorLengths":        VectorLengths(at, 2, at, 3),
	"VectorShort":          VectorShort(at, "tau", "2"),
	"VectorNotHere":        VectorNotHere(at, "q"),
	"VectorIndex":          VectorIndex(at, "q"),
	"VectorNeeded":         VectorNeeded(at, "V"),
	"VectorLong":           VectorLong(at, "tau", 2),
	"ListForNumber":        ListForNumber(at, "tau"),
	"ExternTarget":         ExternTarget(at, "nets", []string{"nest"}),
	"ExternUse":            ExternUse(at, "ht_neuron", "it has no equations"),
	"SourceName":           SourceName(at, "s"),
	"SourceWithoutSum":     SourceWithoutSum(at, "graded"),
	"SumAndSpikes":         SumAndSpikes(at, "graded"),
	"SourceOfSum":          SourceOfSum(at, "p", "r"),
	"SumReads":             SumReads(at, "S", "t"),
	"NoSourceVariable":     NoSourceVariable(at, "p", "s", "nmda", nil),
	"RisingSum":            RisingSum(at, "nmda.S"),
	"ContinuousPlasticity": ContinuousPlasticity(at, "nmda"),
	"MixedPorts":           MixedPorts(at, "nmda"),
	"NoInput":              NoInput(at, "X", "I", []string{"J"}),
	"ArrivalWithoutPort":   ArrivalWithoutPort(at),

	"NotAProjection":        NotAProjection(at, "a"),
	"SeveralProjections":    SeveralProjections(at, "pp", 2),
	"UnknownPopulation":     UnknownPopulation(at, "ex", []string{"exc"}),
	"UnknownPort":           UnknownPort(at, "ex", "exc", []string{"exc", "inh"}),
	"UnknownRule":           UnknownRule(at, "all_to_al", []string{"all_to_all"}),
	"UnknownVariable":       UnknownVariable(at, "v", "LIF_exp", []string{"V"}),
	"NotAPopulation":        NotAPopulation(at, "g", "a value"),
	"NotAView":              NotAView(at),
	"SliceStep":             SliceStep(at),
	"EmptyView":             EmptyView(at, "p[5:5]"),
	"IndexOutside":          IndexOutside(at, 12, 10),
	"SizeNotWhole":          SizeNotWhole(at, "p", 2.5),
	"SizeMissing":           SizeMissing(at, "p"),
	"NegativeSize":          NegativeSize(at, "p", -2),
	"DrawnSize":             DrawnSize(at, "p"),
	"MissingDelay":          MissingDelay(at),
	"MissingWeight":         MissingWeight(at),
	"PortNeeded":            PortNeeded(at, "p", []string{"exc", "inh"}),
	"NoPorts":               NoPorts(at, "p"),
	"DelayTooShort":         DelayTooShort(at, "0.05 ms", "0.1 ms"),
	"DelayTooLong":          DelayTooLong(at, "10 s", "0.1 ms", 65535),
	"ProbabilityOutside":    ProbabilityOutside(at, 10),
	"DegreeTooLarge":        DegreeTooLarge(at, "fixed_indegree", 11, 10),
	"CountNotWhole":         CountNotWhole(at, "the indegree", 2.5),
	"SizesDiffer":           SizesDiffer(at, "one_to_one", 10, 20),
	"ListEntry":             ListEntry(at, 3, "there is no element 12"),
	"NegativeRate":          NegativeRate(at, "-5 Hz"),
	"SpikeTimeOutside":      SpikeTimeOutside(at, "0 ms"),
	"NoExperiment":          NoExperiment(at, "f_I", []string{"default"}),
	"SeveralExperiments":    SeveralExperiments(at, []string{"a", "b"}),
	"NoNetwork":             NoNetwork(at, "m", []string{"n"}),
	"UnusedOverride":        UnusedOverride("gg", []string{"g"}),
	"BadOverride":           BadOverride("g", "there is no equals sign"),
	"UnknownSetting":        UnknownSetting(at, "strength", []string{"weight", "delay"}),
	"SettingTwice":          SettingTwice(at, "weight", other),
	"NoRun":                 NoRun(at, "default"),
	"RunNotWhole":           RunNotWhole(at, "10.05 ms", "0.1 ms"),
	"CountsOnly":            CountsOnly(at, "p"),
	"NotRecordable":         NotRecordable(at, "2*V"),
	"EmptyNetwork":          EmptyNetwork(at, "n"),
	"NetworkTooLarge":       NetworkTooLarge(at, "elements", 5e9, 1<<32-1),
	"BadTable":              BadTable(at, "row a has 1 number for 2 columns", "write one number for each column"),
	"BadLoop":               BadLoop(at, "a loop cannot go over 3"),
	"BadLayout":             BadLayout(at, "a grid of 2 dimensions for a population of 1", "write its size as `[nx, ny]`"),
	"UnknownProjection":     UnknownProjection(at, "ee", []string{"ei"}),
	"DataFile":              DataFile(at, "pairs.csv", "there is no such file", "put it beside the model"),
	"BadCombination":        BadCombination(at, "fixed_indegree cannot leave out mutual connections", "use fixed_probability"),
	"BadAction":             BadAction(at, "`at` stands behind a run", "write it before the run"),
	"NextReset":             NextReset(at, "g"),
	"BadCurrent":            BadCurrent(at, "there are 2 times and 1 values", "give each time one value"),
	"NetworkValue":          NetworkValue(at, "projection p -> p: the weight is NaN", "check the expression"),
	"DistributionParameter": DistributionParameter(at, "normal", "sd is -1 mV"),
	"RedrawOf":              RedrawOf(at),
	"RedrawInStep":          RedrawInStep(at, "gamma"),

	"TooManyHolds":   TooManyHolds(at, 4),
	"HoldTime":       HoldTime(at, -2),
	"OffGrid":        OffGrid(at, "this delay", 1.05, 0.1, 1.1),
	"HoldVaries":     HoldVaries(at),
	"NotExact":       NotExact(at, "V' is not linear in the states"),
	"UnknownMethod":  UnknownMethod(at, "rk5", []string{"exact", "rk4"}),
	"NotExponential": NotExponential(at, "V' is not linear in V"),
	"NoPropagator":   NoPropagator(at, "X", "a rate is infinite"),

	"Unsupported":   Unsupported("plasticity", "the machine has no memory for it", []string{"nest", "go"}),
	"Refused":       Refused("neuron", "two mechanisms are called IaF"),
	"RefusedAt":     RefusedAt(at, "neuron", "draws from the distribution gamma have no form in this language"),
	"ToolRefused":   ToolRefused(at, "mod/LIF.mod", 12, "V = = 1", "syntax error"),
	"UnknownTarget": UnknownTarget(none, "nestt", []string{"nest"}),

	"WeightsLost":     WeightsLost("a->b.exc", 10, 100, "0.5 pA"),
	"WeightsCoarse":   WeightsCoarse("a->b.exc", "3.2"),
	"RingTooSmall":    RingTooSmall(3, 1000),
	"StateSaturates":  StateSaturates("exc", 7),
	"DelaysTooLong":   DelaysTooLong("exc", 100, 32, 2),
	"CodeTooLarge":    CodeTooLarge("HH", 20000, 13000),
	"CoreTooSlow":     CoreTooSlow("HH", 30000, 20000),
	"MachineTooSmall": MachineTooSmall(2000, 3),
	"StepTooShort":    StepTooShort("0.01"),
	"FitDrift":        FitDrift("exc", 100, 200),
	"NoSlot":          NoSlot("exc", "the rule r delivers 2 times at a spike of the source, and the framework adds one weight"),
	"HistoryTooShort": HistoryTooShort(40, 15),
	"WeightsClipped":  WeightsClipped("exc->inh", 3, 1000),
	"DataTooLarge":    DataTooLarge("exc", 100000, 61440),
	"PlasticStages":   PlasticStages("exc", 200, 128),

	"NotOnChip":       NotOnChip(none, "izhikevich", "v' is quadratic", "a circuit has a linear leak"),
	"Uncalibrated":    Uncalibrated(none, "AdEx", "adaptation (w)"),
	"TooManyCircuits": TooManyCircuits(none, 513, 512, "513 neurons with one circuit each"),
	"FanIn":           FanIn(none, "exc[3]", 200, 100, 256),
	"ChipDelay":       ChipDelay(none, "a->b.exc", 0.5, 1.5),
	"PotentialRange":  PotentialRange(none, "exc", 0.25, "v_rest -70 mV", "v_thresh 400 mV"),
	"TimeRange":       TimeRange(none, "exc", "the membrane time constant", 100, 0.5, 60),
	"MixedSigns":      MixedSigns(none, "a->b.exc", "conductances cannot be negative"),
	"WeightSteps":     WeightSteps(none, "a->b.exc", 3, 4, 10, "0.5 pA"),
	"PerChip":         PerChip(none, "inh", 0.5),
	"ChipRecording":   ChipRecording(none, "I of exc", "only V is read out"),
	"ChipPlasticity":  ChipPlasticity(none, "stdp_triplet", "it has three traces"),

	"NESTMLMethod":       NESTMLMethod("HH", "rk4"),
	"EqualConstants":     EqualConstants("LIF_exp", "V", "exc.I"),
	"NearConstants":      NearConstants("LIF_exp", "V", "exc.I", 7),
	"RefractorySteps":    RefractorySteps("LIF_exp"),
	"NoKernels":          NoKernels("LIF_exp"),
	"RelayedSources":     RelayedSources("input->exc.exc"),
	"NotNative":          NotNative(none, "izhi", "v' has no square of v (compared with izhikevich)"),
	"TransmittedWeights": TransmittedWeights("exc->exc.exc"),

	"Bug": Bug(at, "%s is not sorted", "the list"),
}

// sources are the parsed files of this package, without tests.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// TestEveryConstructor: all constructors of the package are in the table above,
// and all kinds of the catalogue are made by one of them.
func TestEveryConstructor(t *testing.T) {
	for _, f := range sources(t) {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || !fn.Name.IsExported() || fn.Type.Results == nil {
				continue
			}
			if r, ok := fn.Type.Results.List[0].Type.(*ast.Ident); ok && r.Name == "Diagnostic" {
				if _, ok := constructed[fn.Name.Name]; !ok {
					t.Errorf("%s is not tested", fn.Name.Name)
				}
			}
		}
	}
	made := map[string]bool{}
	for _, d := range constructed {
		made[d.Code] = true
	}
	for _, k := range Kinds() {
		if !made[k.Code] {
			t.Errorf("no constructor makes %s", k.Code)
		}
	}
}

// TestWording: each report is a phrase in lower case with a remedy, and has its
// arguments where they belong.
func TestWording(t *testing.T) {
	for name, d := range constructed {
		k, ok := Lookup(d.Code)
		if !ok {
			t.Errorf("%s: the code %s is not in the catalogue", name, d.Code)
		}
		if d.Severity != k.Severity {
			t.Errorf("%s: is no %s", name, k.Severity)
		}
		if len(d.Help) == 0 && !strings.HasPrefix(d.Label, "write ") {
			t.Errorf("%s: no remedy", name)
		}
		texts := slices.Concat([]string{d.Message, d.Label}, d.Notes, d.Help)
		for _, r := range d.Related {
			texts = append(texts, r.Text)
		}
		for _, text := range texts {
			if strings.Contains(text, "%!") || strings.Contains(text, "  ") {
				t.Errorf("%s: %q", name, text)
			}
			if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") {
				t.Errorf("%s: %q ends like a sentence", name, text)
			}
		}
		if d.Message == "" {
			t.Errorf("%s: no message", name)
		}
	}
}

// TestEmptyLists: no constructor trusts a list to have entries.
func TestEmptyLists(t *testing.T) {
	for _, d := range []Diagnostic{
		UnknownName(at, "x", nil), UnknownPort(at, "x", "p", nil), UnknownRule(at, "x", nil), UnknownVariable(at, "x", "p", nil),
		UnknownPopulation(at, "x", nil), UnknownParameter(at, "x", "p", nil), UnknownTarget(none, "x", nil), UnknownMethod(at, "x", nil),
		UnknownSetting(at, "x", nil), UnknownUnit(at, "x", nil), UnusedOverride("x", nil), PortNeeded(at, "p", nil), NoExperiment(none, "", nil),
		SeveralExperiments(none, nil), NoNetwork(none, "", nil), Unsupported("x", "y", nil), IndexOutside(at, 0, 0), ImportUnknown(at, "x", nil),
		DistributionParameter(at, "cauchy", "it is unknown"), UnitMismatchSum(at, "mV", other, "pA", ""),
	} {
		if d.Message == "" || strings.Contains(Text(d), "%!") {
			t.Errorf("%s: %q", d.Code, Text(d))
		}
	}
}

// TestFixes: a proposed name is also an edit, but only where it can take the
// place of exactly what is marked.
func TestFixes(t *testing.T) {
	d := UnknownName(at, "I_e", []string{"I_ext"})
	if want := []Fix{{at, "I_ext"}}; !slices.Equal(d.Fixes, want) {
		t.Errorf("%v instead of %v", d.Fixes, want)
	}
	whole := source.Span{File: small, Start: 15, End: 28}
	for _, d := range []Diagnostic{
		UnknownName(at, "I_e", []string{"I_ext", "I_s"}),
		UnknownName(whole, "I_e", []string{"I_ext"}),
		UnknownName(none, "I_e", []string{"I_ext"}),
		UnknownParameter(at, "exc.tua", "p", []string{"exc.tau"}),
	} {
		if len(d.Fixes) > 0 {
			t.Errorf("%s: %v", d.Message, d.Fixes)
		}
	}
}
