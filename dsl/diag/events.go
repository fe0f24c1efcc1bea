package diag

// eventKinds lists the NN4 family: events and synapses.
func eventKinds() []Kind {
	return []Kind{}
}
