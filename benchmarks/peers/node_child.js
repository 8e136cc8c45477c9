// The worker of node_peer.js; ends when its parent is gone.
'use strict';
process.on('message', (message) => process.send({ id: message.id, result: message.x * message.x }));
process.on('disconnect', () => process.exit(0));
