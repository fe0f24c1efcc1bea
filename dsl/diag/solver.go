package diag

// solverKinds lists the NN6 family: the solver.
func solverKinds() []Kind {
	return []Kind{}
}
