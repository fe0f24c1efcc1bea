package diag

// targetKinds lists the NN7 family: what a target can express.
func targetKinds() []Kind {
	return []Kind{}
}
