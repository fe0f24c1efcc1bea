package diag

// syntaxKinds lists the NN0 family: syntax.
func syntaxKinds() []Kind {
	return []Kind{}
}
