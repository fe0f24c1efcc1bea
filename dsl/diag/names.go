package diag

// nameKinds lists the NN1 family: names.
func nameKinds() []Kind {
	return []Kind{}
}
