package diag

// networkKinds lists the NN5 family: networks and experiments.
func networkKinds() []Kind {
	return []Kind{}
}
