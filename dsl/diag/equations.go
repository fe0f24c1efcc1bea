package diag

// equationKinds lists the NN3 family: equations.
func equationKinds() []Kind {
	return []Kind{}
}
