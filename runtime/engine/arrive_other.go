//go:build !amd64

package engine

// add adds a list of arrivals to the sums.
func (s *shard) add(list []arrival) { s.addInGo(list) }
