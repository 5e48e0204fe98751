param name string
param location string
param tags object
param principalId string

// Partitions cannot be changed later without changing where a customer's events go.
var partitions = 8
var hubs = [
  { name: 'transactions', groups: [] }
  { name: 'labels', groups: ['metrics'] }
  { name: 'decisions', groups: ['alerts', 'challenges', 'links', 'metrics', 'settle'] }
  { name: 'alerts', groups: ['cases'] }
  { name: 'instructions', groups: ['settle'] }
]
var groups = flatten(map(hubs, hub => map(hub.groups, group => { hub: hub.name, group: group })))

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard', capacity: 1 }
  properties: { disableLocalAuth: true, minimumTlsVersion: '1.2', isAutoInflateEnabled: true, maximumThroughputUnits: 10 }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [
  for one in hubs: {
    parent: namespace
    name: one.name
    properties: { partitionCount: partitions, messageRetentionInDays: 7 }
  }
]

resource consumerGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [
  for one in groups: {
    name: '${name}/${one.hub}/${one.group}'
    dependsOn: [hub]
  }
]

// Azure Event Hubs Data Receiver and Data Sender.
resource roles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['a638d3c7-ab3a-418d-83e6-5f17a39d4fde', '2b629674-e913-4c01-ae53-ef4638d8f975']: {
    name: guid(namespace.id, principalId, role)
    scope: namespace
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

output host string = '${namespace.name}.servicebus.windows.net'
