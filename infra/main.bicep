// The app and what it needs, without a key in any setting: one managed identity, and the roles it is given below.
targetScope = 'subscription'

@description('Names the resources; one environment per name.')
@minLength(1)
@maxLength(20)
param environmentName string

@description('The region of everything.')
param location string

@description('Issuer of the callers\' tokens, for example https://login.microsoftonline.com/{tenant}/v2.0')
param identityAuthority string

@description('Whom those tokens must be meant for: the application\'s own id.')
param identityAudience string

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  scope: group
  params: { name: 'id-${token}', location: location, tags: tags }
}

module commercialIdentity 'app/identity.bicep' = {
  scope: group
  params: { name: 'id-commercial-${token}', location: location, tags: tags }
}

module monitoring 'app/monitoring.bicep' = {
  scope: group
  params: { name: token, location: location, tags: tags, principalId: identity.outputs.principalId }
}

module storage 'app/storage.bicep' = {
  scope: group
  params: { name: 'st${token}', location: location, tags: tags, principalId: identity.outputs.principalId }
}

module streams 'app/streams.bicep' = {
  scope: group
  params: { name: 'evhns-${token}', location: location, tags: tags, principalId: identity.outputs.principalId }
}

// Two accounts and two identities: what reads for sales cannot reach what compliance writes.
module restricted 'app/documents.bicep' = {
  scope: group
  params: {
    name: 'cosmos-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    containers: ['customers', 'entities', 'quarantine', 'policies', 'models', 'idempotency', 'approvals', 'instructions', 'cases', 'links', 'challenges', 'metrics']
  }
}

module commercial 'app/documents.bicep' = {
  scope: group
  params: {
    name: 'cosmos-commercial-${token}'
    location: location
    tags: tags
    principalId: commercialIdentity.outputs.principalId
    containers: ['commercial']
  }
}

module functions 'app/functions.bicep' = {
  scope: group
  params: {
    name: 'func-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'app' })
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    streamsHost: streams.outputs.host
    documentsEndpoint: restricted.outputs.endpoint
    insightsConnectionString: monitoring.outputs.connectionString
    identityAuthority: identityAuthority
    identityAudience: identityAudience
  }
}

output AZURE_FUNCTION_NAME string = functions.outputs.name
output SERVICE_APP_URI string = functions.outputs.uri
